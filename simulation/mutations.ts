import type { InvariantName } from '#simulation/invariants/rule.ts';
import type { Patch } from '#simulation/mutated.ts';

/** A guard taken out, and the invariants of which one must break then. */
export interface Mutation {
  readonly name: string;
  readonly breaks: readonly InvariantName[];
  readonly patches: readonly Patch[];
  /** The connector that the guard belongs to: the runs go through it. */
  readonly erp?: string;
  /** A seed that showed it once, tried first: without one all are run through from the first on. */
  readonly seed?: number;
}

const TABLE = 'simulation/aws/ledger-table.ts';
const DECIDE = 'functions/use-cases/decide-request.ts';
const EXPORT = 'functions/use-cases/export-project.ts';
const WRITE = 'functions/use-cases/write-job.ts';
const ATTEMPTS = 'functions/domain/attempts.ts';
const SWEEP = 'functions/use-cases/sweep.ts';
const PUBLISH = 'functions/use-cases/publish-events.ts';
const AUTHORITY = 'functions/domain/authority.ts';
const LIFE = 'functions/domain/life.ts';

const without = (file: string, find: string, replace = ''): Patch => ({ file, find, replace });

const NO_LOOK_UP = without(WRITE, 'const found = await session.find(job);', 'const found = null as Receipt | null;');

const GOES_ROUND = without(SWEEP, ' && !isBeyondWaking(record, deps.clock())');

/** Removing any one guard must make the simulation fail. Where two guards stand for the same thing, both go at once. */
export const mutations: readonly Mutation[] = [
  {
    name: 'version condition',
    breaks: ['I1', 'I6'],
    patches: [without(TABLE, 'stored.version !== before.version || ')],
  },
  {
    name: 'end of the window, in the use case and in the table',
    breaks: ['I2'],
    patches: [
      without(DECIDE, 'awaitsDecision(request) && windowIsOver(record, at);', 'false;'),
      without(TABLE, 'return at === null || stored.request.expires_at > at;', 'return true;'),
    ],
  },
  {
    name: 'end of the window, in the use case alone',
    seed: 176,
    breaks: ['I9'],
    patches: [without(DECIDE, 'awaitsDecision(request) && windowIsOver(record, at);', 'false;')],
  },
  {
    name: 'look-up before create',
    breaks: ['I3'],
    patches: [NO_LOOK_UP],
  },
  // A number that was typed anew for a retry is no guard: the ERP takes it for another job.
  ...(
    [
      ['quickbooks-online', 117],
      ['business-central', 117],
      ['acumatica', 288],
      ['sage-intacct', 288],
    ] as const
  ).map(([erp, seed]): Mutation => ({
    name: `look-up before create, through ${erp}`,
    erp,
    seed,
    breaks: ['I3'],
    patches: [NO_LOOK_UP],
  })),
  // These three look again in the client, right before they create.
  {
    name: 'look-ups before create, through tryton',
    erp: 'tryton',
    seed: 15,
    breaks: ['I3'],
    patches: [
      NO_LOOK_UP,
      without('functions/erp/tryton/client.ts', 'write(job, await accountOf(job))', 'write(job, undefined)'),
    ],
  },
  {
    name: 'look-ups before create, through xero',
    erp: 'xero',
    seed: 288,
    breaks: ['I3'],
    patches: [
      NO_LOOK_UP,
      without(
        'functions/erp/xero/client.ts',
        'write(job, await placesBy((listing) => markedFor(listing, job)))',
        'write(job, await placesBy(() => undefined))',
      ),
    ],
  },
  {
    name: 'external id as the key of the create, through netsuite',
    erp: 'netsuite',
    seed: 6,
    breaks: ['I3'],
    patches: [
      without(
        'functions/erp/netsuite/client.ts',
        "'PUT', `job/eid:${markOf(job)}`",
        "'PUT', `job/eid:${markOf(job)}-${clock().getTime()}`",
      ),
    ],
  },
  {
    name: 'second look-up after silence',
    seed: 160,
    breaks: ['I3'],
    patches: [
      without(
        ATTEMPTS,
        'first != null && now.getTime() - Date.parse(first) >= LOOKS_APART_SECONDS * 1000;',
        'true || first;',
      ),
    ],
  },
  {
    name: 'a minute between the two look-ups',
    seed: 161,
    breaks: ['I3'],
    patches: [without(ATTEMPTS, ' && now.getTime() - Date.parse(first) >= LOOKS_APART_SECONDS * 1000')],
  },
  {
    name: 'the ERP is asked again when its pause is over',
    breaks: ['I5', 'I4'],
    patches: [
      without(
        'functions/domain/due.ts',
        'const over = later(new Date(paused_until), after(now, UNHEARD_AFTER_SECONDS));',
        'const over = new Date(8.64e15);',
      ),
    ],
  },
  {
    name: 'the end of what operators hold',
    breaks: ['I4', 'I5'],
    patches: [
      without(
        'functions/domain/connection.ts',
        'held !== null && held.until > now.toISOString() ? held : null;',
        'held;',
      ),
    ],
  },
  {
    name: 'lease of a running attempt',
    seed: 231,
    breaks: ['I3'],
    patches: [without(EXPORT, "isBeingTried(record.request, deps.clock()) ? { outcome: 'busy' } : ")],
  },
  {
    name: 'intent before the ERP is called',
    breaks: ['I2', 'I3'],
    patches: [without(EXPORT, 'await deps.ledger.write(record, running);')],
  },
  {
    name: 'hash of the snapshot at the export',
    breaks: ['I2'],
    patches: [without(WRITE, ' || sha256Of(snapshot) !== request.snapshot_sha256')],
  },
  {
    name: 'four eyes at the export',
    seed: 18,
    breaks: ['I2'],
    patches: [without(WRITE, 'if (isForgedDecision(integration, request)) {', 'if (false) {')],
  },
  {
    name: 'a refusal leaves the outcome unknown while the job may come yet',
    seed: 63,
    breaks: ['I4'],
    patches: [without(WRITE, 'refusalIsFinal(before.request, reached, deps.clock());', 'true;')],
  },
  {
    name: 'silence is no failure, in the use case and in the domain',
    seed: 26,
    breaks: ['I4'],
    patches: [
      without('functions/use-cases/settle-request.ts', 'return mayHaveReachedErp(request) || ', 'return '),
      without('functions/domain/exporting.ts', 'if (mayHaveReachedErp(record.request)) {', 'if (false) {'),
    ],
  },
  {
    name: 'four eyes at the decision',
    breaks: ['I2'],
    patches: [without(AUTHORITY, 'integration.policy.four_eyes && isSamePerson(by, request.sender)', 'false')],
  },
  {
    name: 'epoch of the link',
    seed: 78,
    breaks: ['I2', 'I9'],
    patches: [without(AUTHORITY, ' || link.epoch !== request.link_epoch')],
  },
  {
    name: 'list of approvers at a decision by link',
    seed: 274,
    breaks: ['I2'],
    patches: [
      without(
        AUTHORITY,
        'return requireListed(integration, request, decider.visit.link.approverId, now);',
        'return request.approvers.find(({ id }) => id === decider.visit.link.approverId) ?? requireListed(integration, request, decider.visit.link.approverId, now);',
      ),
    ],
  },
  {
    name: 'privilege at a decision by the API',
    breaks: ['I2'],
    patches: [without(AUTHORITY, 'requireApprover(caller);')],
  },
  {
    name: 'as many accepts as the policy asks for',
    breaks: ['I2'],
    patches: [without('functions/use-cases/verdict.ts', 'return missing > 0 ? ', 'return false ? ')],
  },
  {
    name: 'data that were shown',
    seed: 16,
    breaks: ['I2'],
    patches: [without(DECIDE, 'requireSameSnapshot(record, verdict);')],
  },
  {
    name: 'Idempotency-Key of a send',
    breaks: ['I1'],
    patches: [without('functions/use-cases/send-project.ts', 'if (answered) return answered;')],
  },
  {
    name: 'the request that is replaced is kept first',
    breaks: ['I6'],
    patches: [
      without(
        'functions/use-cases/send-project.ts',
        'sent.snapshotSha256, snapshot, before);',
        'sent.snapshotSha256, snapshot, null);',
      ),
    ],
  },
  {
    name: 'a closed request that is stored late replaces no later version',
    seed: 44923,
    breaks: ['I6'],
    patches: [
      without(TABLE, 'if ((this.#closed.get(closedKeyOf(key, request.number))?.version ?? 0) > version) return;'),
    ],
  },
  {
    name: 'list of mails that were sent',
    breaks: ['I8'],
    patches: [without('functions/domain/mails.ts', '.filter((mail) => !isSent(record.mailed, mail))')],
  },
  {
    name: 'mails that could not be sent are still owed, in the queue and in the ledger',
    seed: 162,
    breaks: ['I8'],
    patches: [
      without('functions/use-cases/send-mails.ts', 'failures.length === 0 ? now : null', 'now'),
      without('functions/use-cases/send-mails.ts', 'if (failures.length > 0)', 'if (false)'),
    ],
  },
  {
    name: 'number of the run in an execution’s name',
    breaks: ['I4', 'I5'],
    patches: [without('simulation/aws/step-functions.ts', '-${run}`', '`')],
  },
  {
    name: 'the next run after one that is closed',
    breaks: ['I4', 'I5'],
    patches: [
      without(
        LIFE,
        'const request = { ...record.request, run: record.request.run + 1 };',
        'const { request } = record;',
      ),
    ],
  },
  {
    name: 'the latest token replaces the one before, or the sweeper goes round what cannot be woken',
    breaks: ['I4'],
    patches: [without(LIFE, 'task_token: taskToken }', 'task_token: record.task_token ?? taskToken }'), GOES_ROUND],
  },
  {
    name: 'sweeper wakes what was accepted, or goes round what cannot be woken',
    seed: 18,
    breaks: ['I4'],
    patches: [without(SWEEP, "if (steps.includes('wake')) await wakeWorkflow(deps, current);"), GOES_ROUND],
  },
  {
    name: 'sweeper goes round what cannot be woken',
    seed: 998,
    breaks: ['I4'],
    patches: [GOES_ROUND],
  },
  {
    name: 'sweeper starts what does not run',
    breaks: ['I4'],
    patches: [
      without(
        SWEEP,
        'const state = await deps.workflow.start(executionOf(record.request));',
        "const state = 'started' as const;",
      ),
    ],
  },
  {
    name: 'sweeper has owed mails sent',
    breaks: ['I8', 'I5'],
    patches: [without(SWEEP, "if (steps.includes('queue_mails')) await queueMails(deps, current);")],
  },
  {
    name: 'people are told of what stays unknown',
    seed: 102,
    breaks: ['I4'],
    patches: [
      without(SWEEP, "if (needsCase(record, now)) return ['open_case', 'queue_mails', 'wake', 'start'];"),
      without(
        'functions/domain/due.ts',
        'earlier(exportDueAt(request, now), caseDueAt(request))',
        'exportDueAt(request, now)',
      ),
    ],
  },
  {
    name: 'events that the bus did not take are still owed',
    breaks: ['I8'],
    patches: [
      without(
        PUBLISH,
        'upTo = owed[taken - 1]?.detail.sequence ?? upTo;',
        'upTo = owed.slice(0, AT_ONCE).at(-1)?.detail.sequence ?? upTo;',
      ),
    ],
  },
  {
    name: 'events of a request that was replaced before they were published',
    breaks: ['I8'],
    patches: [without(PUBLISH, 'requests.unshift(closed);', 'break;')],
  },
  {
    name: 'hash of the audit event as the id',
    breaks: ['I8'],
    patches: [without('functions/domain/event-detail.ts', 'id: each.hash,', 'id: each.previous_hash,')],
  },
  {
    name: 'sweeper has owed events published',
    breaks: ['I8', 'I5'],
    patches: [without(SWEEP, "if (steps.includes('queue_events')) await queueEvents(deps, current);")],
  },
  {
    name: 'due rule of events',
    breaks: ['I5'],
    patches: [without('functions/domain/due.ts', ', eventsDueAt(record, now)]', ']')],
  },
  {
    name: 'due rule of exports',
    breaks: ['I5'],
    patches: [
      without(
        'functions/domain/due.ts',
        'return earlier(exportDueAt(request, now), caseDueAt(request));',
        'return null;',
      ),
    ],
  },
  {
    name: 'due rule of waiting requests',
    breaks: ['I5'],
    patches: [
      without(
        'functions/domain/due.ts',
        'return task_token === null ? earlier(after(now, patienceWith(request)), end) : end;',
        'return null;',
      ),
    ],
  },
  {
    name: 'due rule of mails',
    breaks: ['I5'],
    patches: [without('functions/domain/due.ts', 'mailsDueAt(record, now), ', '')],
  },
  {
    name: 'company in the key of a project',
    breaks: ['I7'],
    patches: [without(TABLE, '=> `${companyId}/${projectId}`;', '=> `${projectId}`;')],
  },
  {
    name: 'warnings hold ids only',
    breaks: ['I10'],
    patches: [without('functions/use-cases/wake-workflow.ts', '{ ...idsOf(request) }', '{ ...idsOf(request), token }')],
  },
];
