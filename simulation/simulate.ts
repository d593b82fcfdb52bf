import { Faults, type Fault, type FaultKind } from '#simulation/engine/faults.ts';
import type { Host } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';
import { Timeline } from '#simulation/engine/timeline.ts';
import { connectorUnderTest } from '#simulation/erp/connector.ts';
import { requireQuiet } from '#simulation/invariants/final.ts';
import { Inboxes, react } from '#simulation/world/reactions.ts';
import { planRestore } from '#simulation/world/restore.ts';
import { operationsOf } from '#simulation/world/operators.ts';
import { attack, decideAtTheLastMinute, scriptOf } from '#simulation/world/script.ts';
import { World, type Violation } from '#simulation/world/world.ts';

/** When every run begins: a Monday noon. */
const START = new Date('2026-11-23T12:00:00.000Z');

const HOUR_MS = 3_600_000;

/** So long after people and faults have stopped everything must have come to its end: the longest window, and patience. */
const REST_MS = 5 * 24 * HOUR_MS;

/** One run in so many renders its mails. */
const RENDERED = 100;

export interface Options {
  readonly seed: number;
  /** Id of the connector that a company's exports go through, to a double of its ERP; none: a simulated ERP. */
  readonly erp?: string | undefined;
  /** Faults that never strike. */
  readonly excluded?: readonly FaultKind[];
  /** Faults and actions of this seed that do not happen. */
  readonly muted?: ReadonlySet<string>;
  /** Told of everything that happens, with the time since the start in milliseconds. */
  readonly trace?: (at: number, who: string, what: string) => void;
}

/** What came of a run. */
export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly violation: Violation | null;
  /** Faults that struck. */
  readonly faults: readonly Fault[];
  /** Ids of what people, attackers and operators did. */
  readonly actions: readonly string[];
}

/** Runs the whole service once, as the seed says, until it has come to rest. */
export const simulate = async ({ seed, erp, excluded = [], muted = new Set(), trace }: Options): Promise<Outcome> => {
  const timeline = new Timeline(START);
  const faults = new Faults(seed, excluded, muted);
  const log =
    trace === undefined
      ? () => undefined
      : (who: string, what: string) => trace(timeline.now - START.getTime(), who, what);
  const host: Host = { seed, timeline, faults, log };
  const actions = new Set<string>();
  const isMuted = (id: string): boolean => {
    actions.add(id);
    return muted.has(id);
  };
  const inboxes = new Inboxes();
  const world: World = new World(
    host,
    {
      onChange: ({ before, after }) => {
        const isNews = before?.request.id !== after.request.id || before.request.status !== after.request.status;
        if (!isNews) return;
        attack(world, after, isMuted);
        if (before?.request.id !== after.request.id) decideAtTheLastMinute(world, after, isMuted);
      },
      onMail: (mail) => react(world, inboxes, mail, isMuted),
    },
    seed % RENDERED === 0,
    erp === undefined ? null : await connectorUnderTest(erp),
  );
  const activeMs = new Random(seed, 'length').pick([1, 6, 24, 48]) * HOUR_MS;
  const script = [...scriptOf(world, inboxes, activeMs), ...operationsOf(world, activeMs)];
  for (const { id, at, act } of script) if (!isMuted(id)) timeline.at(at, act);
  planRestore(world, activeMs, isMuted);
  const isOver = (): boolean => world.violation !== null;
  await timeline.run(timeline.now + activeMs, isOver);
  faults.isCalm = true;
  world.isActive = false;
  for (const putRight of world.atRest.toReversed()) putRight();
  log('people', 'rest, and nothing goes wrong any more');
  const isQuiet = await timeline.run(timeline.now + REST_MS, isOver);
  if (!isOver()) requireQuiet(world, isQuiet);
  return { seed, steps: timeline.steps, violation: world.violation, faults: faults.struck, actions: [...actions] };
};
