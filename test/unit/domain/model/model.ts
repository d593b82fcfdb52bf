import type { ProjectStatus } from '#domain/request.ts';
import {
  ESCALATED_TO,
  ESCALATION,
  isEnough,
  mayDecide,
  personBehind,
  REMINDERS,
  silent,
  WINDOW,
  type CompanyKind,
  type Who,
} from './company.ts';
import { ends, rowFor } from './product-table.ts';
import { SNAPSHOTS, type Choice, type StepName } from './world.ts';

/** What is remembered about a project by someone who has only read product.md. Times are seconds since the beginning. */
export interface Model {
  readonly company: CompanyKind;
  now: number;
  project: ProjectStatus;
  request: ProjectStatus;
  number: number;
  version: number;
  run: number;
  /** How often the project was reset. */
  generation: number;
  snapshot: string;
  sentAt: number;
  attempts: readonly string[];
  /** The snapshot that the job in the ERP was made from. */
  synced: string | null;
  /** Those who have accepted while others were missing. */
  acceptedBy: readonly Who[];
  decider: Who | null;
  /** Everybody who has accepted, or had a failed export tried again. */
  accepters: readonly Who[];
  /** An export was begun since the last decision. */
  hasBegun: boolean;
  /** The reject came through the mailed link: its maker is told, in case it was somebody else. */
  rejectedByLink: boolean;
  isLink: boolean;
  /** Mails about the request, as `kind to`, in the order of the alphabet. */
  mails: readonly string[];
  /** How many reminders had passed when somebody was last asked or reminded. */
  askedAt: Readonly<Record<string, number>>;
  failures: number;
  /** How many failures there were when somebody was last told of one. */
  failedAt: Readonly<Record<string, number>>;
  /** When the last event came about that people might be mailed for, and until when all have been told. */
  lastEvent: number;
  toldUpTo: number;
}

export const newModel = (company: CompanyKind): Model => ({
  company,
  now: 0,
  project: 'not_sent',
  request: 'not_sent',
  number: 0,
  version: 0,
  run: 0,
  generation: 0,
  snapshot: SNAPSHOTS[0],
  sentAt: 0,
  attempts: [],
  synced: null,
  acceptedBy: [],
  decider: null,
  accepters: [],
  rejectedByLink: false,
  hasBegun: false,
  isLink: false,
  mails: [],
  askedAt: {},
  failures: 0,
  failedAt: {},
  lastEvent: 0,
  toldUpTo: 0,
});

const OUTCOME_EVENTS = {
  synced: 'confirm_export',
  refused: 'fail_export',
  unavailable: 'postpone_export',
  unknown: 'lose_answer',
} as const;

/** How long links tell what became of a request, in seconds after its window. */
const LINK_OUTLIVES = 30 * 24 * 60 * 60;

/** An answer is outstanding: a refusal settles whatever was open before it, because each attempt looks up first. */
const isSilent = (attempts: readonly string[]): boolean =>
  attempts.reduce(
    (silent, outcome) => outcome !== 'refused' && (silent || ['running', 'unknown'].includes(outcome)),
    false,
  );

const awaitsDecision = ({ request }: Model): boolean => request === 'ready_to_export' || request === 'ready_to_update';

const isOpen = ({ request }: Model): boolean => request !== 'not_sent' && !ends.has(request);

const isOver = ({ now, sentAt }: Model): boolean => now >= sentAt + WINDOW;

/** Who may decide now: the link that was mailed leads nowhere a month after the window. */
const mayComeIn = (model: Model, { who, door }: Choice): boolean =>
  mayDecide(who, door) && (door === 'api' || model.now < model.sentAt + WINDOW + LINK_OUTLIVES);

const isInTime = (model: Model): boolean => !awaitsDecision(model) || !isOver(model);

const sawTheSnapshot = (model: Model, { snapshot }: Choice): boolean => snapshot === model.snapshot;

/** Whoever has accepted already and presses again, while others are missing, changes nothing. */
const isRepeat = ({ company, acceptedBy }: Model, { who }: Choice): boolean =>
  acceptedBy.map(personBehind).includes(personBehind(who)) && !isEnough(company, acceptedBy);

const remindersPassed = ({ now, sentAt }: Model): number => REMINDERS.filter((after) => sentAt + after <= now).length;

/** Each person once, by the account that comes first. */
const people = (...accounts: readonly Who[]): Who[] =>
  accounts.filter((who, index) => accounts.map(personBehind).indexOf(personBehind(who)) === index);

/** Who was asked where several must accept, had not answered, and did not reject. */
const forestalled = ({ company, failures, acceptedBy, decider, mails }: Model): Who[] =>
  company === 'any' || failures > 0
    ? []
    : silent(acceptedBy).filter(
        (who) => mails.includes(`approval ${who}`) && (decider === null || personBehind(decider) !== who),
      );

/** Section 6: who should have which mail by now and has not. */
const owedBy = (model: Model): string[] => {
  const { request, mails, decider, acceptedBy, now, sentAt } = model;
  const toEach = (kind: string, to: readonly string[]): string[] => to.map((who) => `${kind} ${who}`);
  const once = (...all: Parameters<typeof toEach>): string[] => toEach(...all).filter((mail) => !mails.includes(mail));
  if (awaitsDecision(model)) {
    const waitedFor = silent(acceptedBy);
    const reminded = waitedFor.filter((who) => (model.askedAt[who] ?? Infinity) < remindersPassed(model));
    return [
      ...once('approval', waitedFor),
      ...reminded.map((who) => `reminder ${who}`),
      ...(now >= sentAt + ESCALATION ? once('escalation', [ESCALATED_TO]) : []),
    ];
  }
  const involved = people('sender', ...model.accepters);
  if (request === 'expired') return once('expired', people(...involved, ...silent(acceptedBy)));
  if (request === 'rejected') {
    const rejecter = decider && personBehind(decider);
    const accepters = model.accepters.filter((who) => personBehind(who) !== rejecter);
    const told = people('sender', ...accepters, ...(model.rejectedByLink && decider ? [decider] : []));
    return [...once('rejected', told), ...once('closed', forestalled(model))];
  }
  if (request === 'synced') return model.isLink ? [] : once('synced', involved);
  if (request !== 'failed_to_export') return [];
  return toEach(
    'failed',
    involved.filter((who) => (model.failedAt[who] ?? 0) < model.failures),
  );
};

/** Nobody has looked yet whether somebody must be told. */
const hasNews = (model: Model): boolean => {
  const { request, lastEvent, toldUpTo, now, sentAt } = model;
  if (['not_sent', 'exporting', 'retrieved'].includes(request)) return false;
  const timed = awaitsDecision(model) ? [...REMINDERS, ESCALATION].map((after) => sentAt + after) : [];
  return [lastEvent, ...timed].some((moment) => moment > toldUpTo && moment <= now);
};

/** What a step means in product.md. Without `event` it is the service's own bookkeeping and moves no status. */
interface Meaning {
  readonly event?: (model: Model, choice: Choice) => string;
  /** Rules of section 5 that are not in the table. */
  readonly may?: (model: Model, choice: Choice) => boolean;
  readonly effects?: (model: Model, choice: Choice) => Partial<Model>;
}

const nextRun = ({ run }: Model): Partial<Model> => ({ run: run + 1 });

const opened = ({ number, now }: Model, { snapshot }: Choice): Partial<Model> => ({
  number: number + 1,
  run: 1,
  snapshot,
  sentAt: now,
  attempts: [],
  acceptedBy: [],
  decider: null,
  accepters: [],
  hasBegun: false,
  isLink: false,
  mails: [],
  askedAt: {},
  failures: 0,
  failedAt: {},
  // Everything about a new request is news.
  toldUpTo: -1,
});

/** The job stays in the ERP; who has not been told yet of what was before is still told. */
const untied = (model: Model): Partial<Model> => ({
  synced: null,
  ...(hasNews(model) ? {} : { toldUpTo: model.now }),
});

const mailed = (model: Model, { bounces }: Choice): Partial<Model> => {
  const owed = owedBy(model);
  const sent = owed.filter((mail) => !bounces || !mail.endsWith(' approver'));
  const told = (kind: RegExp, count: number) =>
    Object.fromEntries(sent.flatMap((mail) => kind.exec(mail)?.[1] ?? []).map((who) => [who, count]));
  return {
    mails: [...model.mails, ...sent].sort(),
    askedAt: { ...model.askedAt, ...told(/^(?:approval|reminder) (.+)$/, remindersPassed(model)) },
    failedAt: { ...model.failedAt, ...told(/^failed (.+)$/, model.failures) },
    ...(sent.length === owed.length ? { toldUpTo: model.now } : {}),
  };
};

const meanings: Readonly<Record<StepName, Meaning>> = {
  send: { event: ({ synced }) => (synced === null ? 'send' : 'resend'), effects: opened },
  retrieve: { event: () => 'retrieve' },
  accept: {
    event: ({ company, acceptedBy }, { who }) =>
      isEnough(company, [...acceptedBy, who]) ? 'accept' : 'accept_in_part',
    may: (model, choice) =>
      mayComeIn(model, choice) && sawTheSnapshot(model, choice) && isInTime(model) && !isRepeat(model, choice),
    effects: ({ company, acceptedBy, accepters }, { who }) => ({
      accepters: [...accepters, who],
      ...(isEnough(company, [...acceptedBy, who]) ? { decider: who } : { acceptedBy: [...acceptedBy, who] }),
    }),
  },
  reject: {
    event: () => 'reject',
    may: (model, choice) => mayComeIn(model, choice) && sawTheSnapshot(model, choice) && isInTime(model),
    // After a failure nothing waits any more that could see to what follows.
    effects: (model, { who, door }) => ({
      decider: who,
      rejectedByLink: door === 'link',
      ...(model.request === 'failed_to_export' ? nextRun(model) : {}),
    }),
  },
  expire: { event: () => 'expire', may: isOver },
  begin_export: {
    event: () => 'begin_export',
    effects: ({ attempts }) => ({ attempts: [...attempts, 'running'], hasBegun: true }),
  },
  end_export: {
    event: (_, { outcome }) => OUTCOME_EVENTS[outcome],
    may: ({ attempts }) => attempts.at(-1) === 'running',
    effects: ({ attempts, snapshot, failures }, { outcome }) => ({
      attempts: [...attempts.slice(0, -1), outcome],
      failures: failures + (outcome === 'refused' ? 1 : 0),
      ...(outcome === 'synced' ? { synced: snapshot } : {}),
    }),
  },
  give_up: {
    event: () => 'fail_export',
    may: ({ attempts }) => !isSilent(attempts),
    effects: ({ attempts, failures, hasBegun }) => ({
      // An export that never came to run since the last decision stands there as one that wrote nothing.
      attempts: hasBegun ? attempts : [...attempts, 'unavailable'],
      failures: failures + 1,
    }),
  },
  retry: {
    event: () => 'retry',
    may: mayComeIn,
    effects: (model, { who }) => ({
      decider: who,
      accepters: [...model.accepters, who],
      hasBegun: false,
      ...nextRun(model),
    }),
  },
  next_run: { may: isOpen, effects: nextRun },
  heard: { may: (model) => awaitsDecision(model) && isInTime(model) },
  mail: { may: (model) => hasNews(model) || owedBy(model).length > 0, effects: mailed },
  link: {
    event: () => 'link',
    effects: (model, choice) => ({
      ...opened(model, choice),
      isLink: true,
      generation: model.generation + (model.number > 0 ? 1 : 0),
      attempts: ['synced'],
      synced: choice.snapshot,
      // Nobody is told of a tie.
      toldUpTo: model.now,
    }),
  },
  unlink: { event: () => 'unlink', effects: untied },
  reset: { event: () => 'reset', effects: (model) => ({ ...untied(model), generation: model.generation + 1 }) },
};

/** They start from where the project stands; everything else from where its request does. */
const OF_THE_PROJECT: ReadonlySet<StepName> = new Set(['send', 'link', 'unlink', 'reset']);

/** What must have changed once the step has been taken; null when it must be refused. `model.now` is the time of the step. */
export const predict = (model: Model, step: StepName, choice: Choice): Partial<Model> | null => {
  const { event, may, effects } = meanings[step];
  if (may?.(model, choice) === false) return null;
  const change = { version: model.version + 1, ...effects?.(model, choice) };
  if (event === undefined) return change;
  const row = rowFor(OF_THE_PROJECT.has(step) ? model.project : model.request, event(model, choice));
  if (row === undefined) return null;
  const request = row.to === 'same' ? model.request : row.to;
  const project = model.synced === null ? request : (row.projectIfUpdate ?? request);
  return { ...change, request, project, lastEvent: model.now };
};
