import { acceptsMissing } from '#domain/accepts.ts';
import { authorise, type Decider } from '#domain/authority.ts';
import { callerOf, claims } from '#domain/caller.ts';
import { DomainError } from '#domain/errors.ts';
import { beginExport, endExport, giveUp, type ExportOutcome } from '#domain/exporting.ts';
import {
  accept,
  acceptInPart,
  expire,
  heard,
  mailed,
  nextRun,
  reject,
  retrieve,
  retry,
  windowIsOver,
  type Acting,
} from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { nextMailAt } from '#domain/mail-times.ts';
import type { Mailing, OwedMail } from '#domain/mailing.ts';
import { owedMails } from '#domain/mails.ts';
import { send } from '#domain/opening.ts';
import { isSamePerson } from '#domain/person.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { awaitsDecision, isOpen } from '#domain/request.ts';
import { aLinked, aPerson, aReceipt, aSent, NOON } from '#test/support/records.ts';
import { integrations, people, type CompanyKind, type Who } from './company.ts';

/** Two versions of the project, by the hash of their snapshot. */
export const SNAPSHOTS = ['a'.repeat(64), 'b'.repeat(64)] as const;

export const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

/** What the actor of a step chooses: the version sent or shown on the approver's page, how an export ends, who comes in where. */
export interface Choice {
  readonly snapshot: string;
  readonly outcome: ExportOutcome['outcome'];
  readonly who: Who;
  readonly door: 'link' | 'api';
  /** The approver's mailbox takes nothing. */
  readonly bounces: boolean;
}

/** One project and all that is kept about it. */
export interface World {
  readonly company: CompanyKind;
  readonly now: Date;
  readonly record: ProjectRecord | null;
  readonly closed: readonly ClosedRequest[];
  /** The snapshot that the last decider had seen. */
  readonly shown: string | null;
  /** Mails about the request that were sent. */
  readonly outbox: readonly string[];
  /** Something has happened, or ended, that people have not all been told of. */
  readonly isUntold: boolean;
}

export const emptyWorld = (company: CompanyKind): World => ({
  company,
  now: NOON,
  record: null,
  closed: [],
  shown: null,
  outbox: [],
  isUntold: false,
});

/** A choice in a company. */
export interface Turn extends Choice {
  readonly company: CompanyKind;
}

export type Step = (record: ProjectRecord | null, at: Date, turn: Turn) => ProjectRecord;

const administrator = aPerson({ id: 'administrator', name: 'Ada Administrator', email: 'ada@example.com' });

/** A step that needs a record in which `may` holds: the guards that the use cases put before the domain. */
const on =
  (
    step: (record: ProjectRecord, at: Date, turn: Turn) => ProjectRecord,
    may: (record: ProjectRecord, at: Date) => boolean = () => true,
  ): Step =>
  (record, at, turn) => {
    if (record === null) throw new DomainError('not_found', 'Nothing was sent.');
    if (!may(record, at)) throw new DomainError('wrong_state', 'Not now.');
    return step(record, at, turn);
  };

const requireSeen = (record: ProjectRecord, { snapshot }: Choice): void => {
  if (snapshot !== record.request.snapshot_sha256) throw new DomainError('stale_snapshot', 'Look again.');
};

const isInTime = (record: ProjectRecord, at: Date): boolean =>
  !awaitsDecision(record.request) || !windowIsOver(record, at);

const deciderOf = ({ request }: ProjectRecord, { who, door }: Choice): Decider => {
  const { id, name, email } = people[who];
  if (door === 'api') {
    const rights = { tools: { erp_integrations: 'standard' }, privileges: ['can_push_to_accounting'] };
    return { via: 'api', caller: callerOf(claims.parse({ sub: id, name, email, company_id: 1, ...rights })) };
  }
  const { company_id: companyId, project_id: projectId, number, link_epoch: epoch, expires_at } = request;
  const notAfter = Date.parse(expires_at) / 1000;
  const made = { companyId, projectId, number, approverId: id, epoch, notAfter };
  return { via: 'link', visit: { link: made, fingerprint: 'f', openedAt: null, isSignedIn: false } };
};

/** Who decides, as the one check of authority finds it. */
export const actingOf = (record: ProjectRecord, at: Date, turn: Turn): Acting => {
  const authority = authorise(deciderOf(record, turn), integrations[turn.company], record.request, at);
  return { ...authority, via: turn.door, at, trace: {} };
};

const outcomeOf = ({ outcome }: Choice, at: Date): ExportOutcome => {
  switch (outcome) {
    case 'synced':
      return { outcome, receipt: aReceipt({ at: at.toISOString() }) };
    case 'refused':
      return { outcome, message: 'The job number is taken.', field: 'fields.job_id' };
    case 'unavailable':
    case 'unknown':
      return { outcome, message: 'No answer.' };
  }
};

/** The mails that a run of the mailer would send, and those that would come back. */
export const mailsNow = (
  record: ProjectRecord,
  at: Date,
  { company, bounces }: Turn,
): { sent: OwedMail[]; lost: OwedMail[] } => {
  const owed = owedMails(record, integrations[company], at);
  const comesBack = ({ to }: OwedMail): boolean => bounces && to.id === people.approver.id;
  return { sent: owed.filter((mail) => !comesBack(mail)), lost: owed.filter(comesBack) };
};

/** Everything that can happen to a project, as the use cases do it. */
export const steps = {
  send: (record, at, { snapshot, company }) =>
    send(
      record,
      aSent({ at, snapshotSha256: snapshot, integration: integrations[company], idempotencyKey: at.toISOString() }),
    ),
  retrieve: on((record, at) => retrieve(record, aPerson(), at)),
  accept: on((record, at, turn) => {
    const acting = actingOf(record, at, turn);
    requireSeen(record, turn);
    const { request } = record;
    const missingWith = (accepted: typeof request.accepted_by): number =>
      acceptsMissing(integrations[turn.company], request, accepted, at);
    const others = request.accepted_by.filter(({ by }) => !isSamePerson(by, acting.by));
    if (others.length < request.accepted_by.length && missingWith(request.accepted_by) > 0) {
      throw new DomainError('already_decided', 'A repeat changes nothing.');
    }
    const own = {
      by: acting.by,
      on_behalf_of: [...acting.onBehalfOf],
      at: at.toISOString(),
      via: turn.door,
      fields: {},
    };
    return missingWith([...others, own]) > 0 ? acceptInPart(record, acting, {}) : accept(record, acting, {});
  }, isInTime),
  reject: on((record, at, turn) => {
    const acting = actingOf(record, at, turn);
    requireSeen(record, turn);
    return reject(record, acting, 'The cost codes are last year’s.');
  }, isInTime),
  expire: on(expire, windowIsOver),
  begin_export: on(beginExport),
  end_export: on((record, at, turn) => endExport(record, outcomeOf(turn, at), at)),
  give_up: on(giveUp),
  retry: on((record, at, turn) => retry(record, actingOf(record, at, turn), { job_id: 'P-043' })),
  next_run: on(nextRun, ({ request }) => isOpen(request)),
  heard: on(
    (record, at) => heard(record, `token of run ${record.request.run}`, at),
    (record, at) => awaitsDecision(record.request) && isInTime(record, at),
  ),
  mail: on((record, at, turn) => {
    const { sent, lost } = mailsNow(record, at, turn);
    const since = nextMailAt(record);
    if (sent.length + lost.length === 0 && (since === null || since > at)) {
      throw new DomainError('wrong_state', 'There is nothing to tell.');
    }
    const noted = sent.map(({ kind, to, nth }) => ({ kind, to: to.id, nth }));
    return mailed(record, noted, lost.length > 0 ? null : at, at);
  }),
  link: (record, at, { snapshot, company }) =>
    link(
      record,
      aLinked({
        at,
        snapshotSha256: snapshot,
        integration: integrations[company],
        sender: administrator,
        job: aReceipt({ at: at.toISOString() }),
      }),
    ),
  unlink: on((record, at) => untie(record, 'unlink', { by: administrator, reason: 'Wrong job.', at }).next),
  reset: on((record, at) => untie(record, 'reset', { by: administrator, reason: 'Start again.', at }).next),
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;
export type Steps = Readonly<Record<StepName, Step>>;

const OPENS: ReadonlySet<StepName> = new Set(['send', 'link']);
const DECIDES: ReadonlySet<StepName> = new Set(['accept', 'reject']);
/** After these somebody is owed a mail about how the request ended, or failed. */
const ENDS: ReadonlySet<StepName> = new Set(['reject', 'expire', 'end_export', 'give_up']);

const untoldAfter = (world: World, name: StepName, isToldInFull: boolean): boolean => {
  if (OPENS.has(name) || (name === 'mail' && isToldInFull)) return false;
  return ENDS.has(name) || world.isUntold;
};

/** What a run of the mailer says that it has sent. */
const notedBetween = (before: ProjectRecord | null, after: ProjectRecord): readonly Mailing[] =>
  before?.request.id === after.request.id ? after.mailed.slice(before.mailed.length) : [];

/** The world a second later, in which the step has happened; null when it was refused, which changes nothing but the time. */
export const take = (world: World, using: Steps, name: StepName, choice: Choice): World | null => {
  const now = later(world.now, 1);
  const { record: before, company } = world;
  const turn = { ...choice, company };
  try {
    const record = using[name](before, now, turn);
    const { sent, lost } = name === 'mail' && before ? mailsNow(before, now, turn) : { sent: [], lost: [] };
    const outbox = OPENS.has(name) ? [] : world.outbox;
    const posted = [...sent.map(({ to, ...mail }) => ({ ...mail, to: to.id })), ...notedBetween(before, record)];
    return {
      company,
      now,
      record,
      closed:
        before !== null && OPENS.has(name)
          ? [...world.closed, { request: before.request, events: before.events }]
          : world.closed,
      shown: DECIDES.has(name) ? choice.snapshot : world.shown,
      outbox: [...outbox, ...new Set(posted.map(({ kind, to, nth }) => `${kind} ${nth} to ${to}`))],
      isUntold: untoldAfter(world, name, lost.length === 0),
    };
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
};
