import * as fc from 'fast-check';
import { expect } from 'vitest';
import { projectStatus, type ProjectRecord } from '#domain/project-record.ts';
import { people, REMINDERS, WINDOW, whoIs, type Who } from './company.ts';
import { violations } from './invariants.ts';
import { predict, type Model } from './model.ts';
import { later, SNAPSHOTS, steps, take, type Choice, type StepName, type Steps, type World } from './world.ts';

/** The system under test: the world, and how things happen in it. */
export interface Real {
  world: World;
  readonly steps: Steps;
  /** Told of every step that was taken. */
  readonly onTaken?: (step: StepName, record: ProjectRecord) => void;
}

export type Command = fc.Command<Model, Real>;

const named = (id: string): Who => {
  const who = whoIs(id);
  if (who === undefined) throw new Error(`${id} is nobody.`);
  return who;
};

/** What the project looks like, in the model's words. */
const seen = ({ record }: World): Partial<Model> => ({
  project: projectStatus(record),
  request: record?.request.status ?? 'not_sent',
  number: record?.request.number ?? 0,
  version: record?.version ?? 0,
  run: record?.request.run ?? 0,
  attempts: record?.request.exports.map(({ outcome }) => outcome) ?? [],
  synced: record?.synced?.snapshot_sha256 ?? null,
  generation: record?.generation ?? 0,
  acceptedBy: record?.request.accepted_by.map(({ by }) => named(by.id)) ?? [],
  mails: record?.mailed.map(({ kind, to }) => `${kind} ${whoIs(to) ?? to}`).sort() ?? [],
});

/** Fails when the step went otherwise than the model says; `after` null means that it was refused. */
const compare = (model: Model, name: StepName, choice: Choice, after: World | null): void => {
  const expected = predict(model, name, choice);
  if ((after === null) !== (expected === null))
    throw new Error(`${name} was ${after === null ? 'refused' : 'allowed'}.`);
  Object.assign(model, expected);
  if (after !== null) expect(model, `after ${name}`).toMatchObject(seen(after));
};

/** Tries a step, allowed or not. Worlds that are broken on purpose are not compared with the model. */
const attempt = (name: StepName, choice: Choice, isCompared: boolean): Command => ({
  check: () => true,
  run: (model, real) => {
    const before = real.world;
    const after = take(before, real.steps, name, choice);
    const broken = after === null ? [] : violations(before, after);
    if (broken.length > 0) throw new Error(`${name} broke: ${broken.join('; ')}`);
    model.now += 1;
    if (isCompared) compare(model, name, choice, after);
    real.world = after ?? { ...before, now: later(before.now, 1) };
    if (after?.record) real.onTaken?.(name, after.record);
  },
  toString: () =>
    `${name}(${choice.snapshot.slice(0, 1)}, ${choice.outcome}, ${choice.who} by ${choice.door}, ${choice.bounces})`,
});

const wait = (seconds: number): Command => ({
  check: () => true,
  run: (model, real) => {
    model.now += seconds;
    real.world = { ...real.world, now: later(real.world.now, seconds) };
  },
  toString: () => `wait(${seconds} s)`,
});

const names = <Name extends string>(named: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(named).filter((name): name is Name => name in named);

const choice: fc.Arbitrary<Choice> = fc.record({
  snapshot: fc.constantFrom(SNAPSHOTS[0], SNAPSHOTS[0], ...SNAPSHOTS),
  outcome: fc.constantFrom('synced', 'synced', 'refused', 'unavailable', 'unknown'),
  who: fc.constantFrom<Who>('approver', 'approver', 'aliasOfSender', 'aliasOfApprover', ...names(people)),
  door: fc.constantFrom('link', 'api'),
  bounces: fc.constantFrom(false, false, true),
});

const stepNames = names(steps);

/** Steps that lead on are drawn more often, so that long lives are as common as short ones. */
const OFTEN: readonly StepName[] = [
  'send',
  'send',
  ...Array.from({ length: 5 }, () => 'accept' as const),
  ...Array.from({ length: 4 }, () => 'begin_export' as const),
  ...Array.from({ length: 4 }, () => 'end_export' as const),
  'expire',
  'retry',
  'retry',
  'mail',
];

/** Random lives of one project. */
export const lives = (isCompared: boolean): fc.Arbitrary<Iterable<Command>> =>
  fc.commands(
    [
      ...[...stepNames, ...OFTEN].map((name) => choice.map((chosen) => attempt(name, chosen, isCompared))),
      fc.constant(wait(60)),
      fc.constant(wait(REMINDERS[0])),
      fc.constant(wait(REMINDERS[1])),
      fc.constant(wait(WINDOW)),
      fc.constant(wait(WINDOW)),
    ],
    { maxCommands: 100, size: 'max' },
  );
