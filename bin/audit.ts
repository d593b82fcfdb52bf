import { main } from '#ops/main.ts';

process.exitCode = await main(['audit', ...process.argv.slice(2)]);
