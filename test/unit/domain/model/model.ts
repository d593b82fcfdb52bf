import type { ProjectStatus } from '#domain/request.ts';
import { ends, rowFor } from './product-table.ts';
import { SNAPSHOTS, WINDOW, type Choice, type StepName } from './world.ts';

/** What is remembered about a project by someone who has only read product.md. Times are seconds since the beginning. */
export interface Model {
  now: number;
  project: ProjectStatus;
  request: ProjectStatus;
  number: number;
  version: number;
  run: number;
  snapshot: string;
  expiresAt: number;
  attempts: readonly string[];
  /** The snapshot that the job in the ERP was made from. */
  synced: string | null;
}

export const newModel = (): Model => ({
  now: 0,
  project: 'not_sent',
  request: 'not_sent',
  number: 0,
  version: 0,
  run: 0,
  snapshot: SNAPSHOTS[0],
  expiresAt: 0,
  attempts: [],
  synced: null,
});

const OUTCOME_EVENTS = {
  synced: 'confirm_export',
  refused: 'fail_export',
  unavailable: 'postpone_export',
  unknown: 'lose_answer',
} as const;

/** An answer is outstanding: a refusal settles whatever was open before it, because each attempt looks up first. */
const isSilent = (attempts: readonly string[]): boolean =>
  attempts.reduce(
    (silent, outcome) => outcome !== 'refused' && (silent || ['running', 'unknown'].includes(outcome)),
    false,
  );

const awaitsDecision = ({ request }: Model): boolean => request === 'ready_to_export' || request === 'ready_to_update';

const isOpen = ({ request }: Model): boolean => request !== 'not_sent' && !ends.has(request);

/** What a step means in product.md. Without `event` it is the service's own bookkeeping and moves no status. */
interface Meaning {
  readonly event?: (model: Model, choice: Choice) => string;
  /** Rules of section 5 that are not in the table. */
  readonly may?: (model: Model, choice: Choice) => boolean;
  readonly effects?: (model: Model, choice: Choice) => Partial<Model>;
}

const sawTheSnapshot = (model: Model, { snapshot }: Choice): boolean => snapshot === model.snapshot;

const nextRun = ({ run }: Model): Partial<Model> => ({ run: run + 1 });

const meanings: Readonly<Record<StepName, Meaning>> = {
  send: {
    event: ({ synced }) => (synced === null ? 'send' : 'resend'),
    effects: ({ number, now }, { snapshot }) => ({
      number: number + 1,
      run: 1,
      snapshot,
      expiresAt: now + WINDOW,
      attempts: [],
    }),
  },
  retrieve: { event: () => 'retrieve' },
  accept: { event: () => 'accept', may: sawTheSnapshot },
  reject: { event: () => 'reject', may: sawTheSnapshot },
  expire: { event: () => 'expire', may: ({ now, expiresAt }) => now >= expiresAt },
  begin_export: { event: () => 'begin_export', effects: ({ attempts }) => ({ attempts: [...attempts, 'running'] }) },
  end_export: {
    event: (_, { outcome }) => OUTCOME_EVENTS[outcome],
    may: ({ attempts }) => attempts.at(-1) === 'running',
    effects: ({ attempts, snapshot }, { outcome }) => ({
      attempts: [...attempts.slice(0, -1), outcome],
      ...(outcome === 'synced' ? { synced: snapshot } : {}),
    }),
  },
  give_up: {
    event: () => 'fail_export',
    may: ({ attempts }) => !isSilent(attempts),
    effects: ({ attempts }) => ({ attempts: attempts.length > 0 ? attempts : ['unavailable'] }),
  },
  retry: { event: () => 'retry', effects: nextRun },
  next_run: { may: isOpen, effects: nextRun },
  heard: { may: awaitsDecision },
  mailed: { may: awaitsDecision },
};

/** What must have changed once the step has been taken; null when it must be refused. `model.now` is the time of the step. */
export const predict = (model: Model, step: StepName, choice: Choice): Partial<Model> | null => {
  const { event, may, effects } = meanings[step];
  if (may?.(model, choice) === false) return null;
  const change = { version: model.version + 1, ...effects?.(model, choice) };
  if (event === undefined) return change;
  const row = rowFor(step === 'send' ? model.project : model.request, event(model, choice));
  if (row === undefined) return null;
  return { ...change, request: row.to, project: model.synced === null ? row.to : (row.projectIfUpdate ?? row.to) };
};
