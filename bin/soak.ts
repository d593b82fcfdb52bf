import { readOptions } from '#soak/options.ts';
import { soak } from '#soak/soak.ts';

const began = performance.now();
const say = (line: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);

try {
  const options = readOptions(process.argv.slice(2));
  say(`${options.requests} requests, seed ${options.seed}`);
  const { requests, kills, seconds, requestsPerSecond, memoryMb, faults } = await soak(options, say);
  for (const fault of faults) console.error(fault);
  console.log(`requests                ${requests}`);
  console.log(`kill -9                 ${kills}`);
  console.log(`seconds                 ${seconds.toFixed(0)}`);
  console.log(`requests per second     ${requestsPerSecond.toFixed(2)}`);
  console.log(
    `memory, last process    ${memoryMb.map((mb) => mb.toFixed(0)).join(' / ')} MB (once warm / middle / end)`,
  );
  console.log(faults.length === 0 ? 'Each ended synced, with exactly one job.' : `${faults.length} faults.`);
  if (faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
