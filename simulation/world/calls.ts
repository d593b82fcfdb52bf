import { DomainError } from '#domain/errors.ts';
import { run, type Process } from '#simulation/engine/process.ts';
import { portsOf, type Ports } from '#simulation/world/ports.ts';
import type { World } from '#simulation/world/world.ts';

/** The API and the pages end a call after so long: lib/request-api.ts. */
const SECONDS = 29;

/** How often somebody tries again who got no answer, or one that makes no sense. */
const MOST_REPEATS = 3;

/** A call to the API or a page, and what comes of it. */
export interface PersonsCall<Answer> {
  readonly name: string;
  readonly serve: (ports: Ports, process: Process) => Promise<Answer>;
  readonly onAnswer?: (answer: Answer, process: Process) => void;
  readonly onRefusal?: (error: DomainError, process: Process) => void;
}

/** Whoever is told why does not try the same again; whoever is not may. */
export const call = <Answer>(world: World, asked: PersonsCall<Answer>, repeats = 0): void => {
  const { host } = world;
  const name = repeats === 0 ? asked.name : `${asked.name} again ${repeats}`;
  run(
    host,
    name,
    SECONDS,
    (process) => asked.serve(portsOf(world, world.tracked(process)), process),
    (ending, process) => {
      if (ending.how === 'answered') return asked.onAnswer?.(ending.value, process);
      if (ending.how === 'threw' && ending.error instanceof DomainError) {
        host.log(name, `is refused: ${ending.error.code}`);
        return asked.onRefusal?.(ending.error, process);
      }
      const isUnexplained = ending.how === 'threw' && host.faults.countIn(name) === 0;
      if (isUnexplained) world.require('I9', `${name} ended with ${String(ending.error)}`);
      if (repeats === MOST_REPEATS || process.random.chance(0.2)) return undefined;
      host.timeline.after(process.random.between(200, 60_000), () => call(world, asked, repeats + 1));
      return undefined;
    },
  );
};
