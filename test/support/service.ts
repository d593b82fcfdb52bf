import { afterEach, beforeEach } from 'vitest';
import type { KnownIntegration } from '#domain/integration.ts';
import type * as z from 'zod';
import type { auditEvent } from '#domain/audit.ts';
import type { Erp, Erps, ErpSession, FoundJob, LookUpOptions, OpenErpSession } from '#domain/erp.ts';
import { keyRing, type KeyRing } from '#domain/links.ts';
import {
  VersionConflict,
  type Execution,
  type Integrations,
  type Ledger,
  type LinkKeys,
  type Warn,
  type Workflow,
  type WorkflowError,
} from '#domain/ports.ts';
import type { Digests, Mail, MailTask } from '#domain/telling.ts';
import { containerTokens } from '#erp/container-tokens.ts';
import { erps, erpSessions } from '#erp/erps.ts';
import { capabilityMatrix } from '#erp/matrix/matrix.ts';
import type {
  erpStatusAnswer,
  optionsAnswer,
  previewAnswer,
  requestAnswer,
  requestDetailAnswer,
  tieAnswer,
} from '#handlers/answers.ts';
import { apiApp } from '#handlers/api-app.ts';
import { approvalsApp } from '#handlers/approvals-app.ts';
import type { ApprovalsDeps } from '#handlers/approvals/deps.ts';
import { apiRoutes, approvalRoutes } from '#handlers/routes.ts';
import { inInvocation } from '#middleware/invocation.ts';
import { logAbout } from '#middleware/log-scope.ts';
import { warn } from '#middleware/observability.ts';
import { toldLedger } from '#middleware/told-ledger.ts';
import { bearer, claimsOf, type UserName } from '#test/support/callers.ts';
import { memoryTokensOf } from '#simulation/aws/shared-tokens.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { aKnownIntegration, NOON } from '#test/support/records.ts';
import { MemoryBus } from '#test/support/memory-bus.ts';
import { exportProject } from '#use-cases/export-project.ts';
import { publishEvents } from '#use-cases/publish-events.ts';
import { requestApproval } from '#use-cases/request-approval.ts';
import { settleRequest, type SettledAfter } from '#use-cases/settle-request.ts';
import { queueDigests, sendDigest } from '#use-cases/send-digest.ts';
import { sendMails } from '#use-cases/send-mails.ts';
import { sweep, type SweepScope } from '#use-cases/sweep.ts';
import { digestMail } from '#web/mails/digest.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { Digesting } from '#test/support/digesting.ts';
import { MARKERS, watch } from '#test/support/leaks.ts';
import { requireFitLines } from '#test/support/log-lines.ts';

const STAGE = 'test';
const PUBLIC_URL = 'https://erp.example.com';
const CONTEXT = { awsRequestId: 'call-1', getRemainingTimeInMillis: () => 30_000 };

export const ring = keyRing.parse({ current: 'k1', k1: MARKERS.linkKey });

/** Members of whatever the API may answer with: the assertion says which of them must be there. */
type Body = Omit<z.infer<typeof requestDetailAnswer>, 'status'> &
  Omit<z.infer<typeof erpStatusAnswer>, 'status'> &
  z.infer<typeof previewAnswer> &
  z.infer<typeof optionsAnswer> &
  Pick<z.infer<typeof tieAnswer>, 'changed' | 'status_before' | 'status_after' | 'job' | 'effects'> &
  Pick<z.infer<typeof auditEvent>, 'name' | 'hash' | 'previous_hash'> & {
    readonly status: string | number;
    readonly type: string;
    readonly errors: Readonly<Record<string, readonly string[]>>;
    /** The current state, in a problem. */
    readonly request: z.infer<typeof requestAnswer>;
  };

/** An HTTP answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  readonly json: Body;
  /** The body, where it is a list. */
  readonly list: readonly Body[];
}

interface ApiCall {
  readonly as?: UserName;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Three approvers, as the local issuer's company 1 has them. */
export const approvers = (['approver', 'second-approver', 'owner'] as const).map((id) => ({
  id,
  name: id.replaceAll('-', ' '),
  email: `${id}@example.com`,
}));

/** The whole service on a real ledger; the clock, the workflow's memory, mails and files are the test's. */
export class Service {
  now = NOON;
  integration = aKnownIntegration({ id: 'default', approvers });
  /** Of the same company. */
  otherIntegrations: readonly KnownIntegration[] = [];
  readonly started: Execution[] = [];
  readonly told: { token: string; error: WorkflowError | null }[] = [];
  readonly mails: Mail[] = [];
  /** Mail tasks that nobody has taken yet. */
  readonly queue: MailTask[] = [];
  /** Keys that sign links. */
  ring: KeyRing = ring;
  linkKeys: LinkKeys = async () => this.ring;
  /** Jobs that people made in the ERP, by number. */
  readonly erpJobs = new Map<string, FoundJob>();
  /** What the ERP lists for its fields. */
  lookUpOptions: LookUpOptions = async () => [];
  /** What this ERP is other than the registered connector says. */
  erpIs: Partial<Erp> = {};
  signIn: ApprovalsDeps['signIn'] = null;
  readonly digests: Digests & Digesting = new Digesting();
  /** An address that takes no mail. */
  undeliverable: string | null = null;
  readonly files = new Map<string, string>();
  readonly warnings: string[] = [];
  readonly bus = new MemoryBus();
  /** The stage has events. */
  publishesEvents = true;
  /** Replaces the ERP: by default the registered connector is used. */
  openSession: OpenErpSession = erpSessions({
    credentials: { of: async () => ({}), forget: () => undefined },
    accessToken: containerTokens(
      () => this.now,
      memoryTokensOf(() => this.now),
    ),
    clock: () => this.now,
    fetch: () => Promise.reject(new Error('no network here')),
    files: {
      put: async (name, text) => void this.files.set(name, text),
      exists: async (name) => this.files.has(name),
    },
  });
  readonly ledger: Ledger;
  readonly #queued = new Map<string, number>();

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  get deps() {
    const integrations: Integrations = {
      list: async (companyId) =>
        companyId === this.integration.company_id ? [this.integration, ...this.otherIntegrations] : [],
      put: async () => undefined,
      handBack: async () => undefined,
      connection: async () => this.integration.connection,
      connect: async (_, before, connection) => {
        if (before.version !== this.integration.connection.version) throw new VersionConflict(null);
        this.integration = { ...this.integration, connection };
      },
    };
    const workflow: Workflow = {
      start: async (execution) => (this.started.push(execution), 'started'),
      succeed: async (token) => (this.told.push({ token, error: null }), 'told'),
      fail: async (token, error) => (this.told.push({ token, error }), 'told'),
    };
    return {
      ledger: toldLedger(this.ledger),
      integrations,
      erps: async (of: Parameters<Erps>[0]) => ({ ...(await erps(of)), ...this.erpIs }),
      workflow,
      capabilityMatrix,
      clock: () => this.now,
      warn: ((message, fields, cause) => {
        this.warnings.push(message);
        warn(message, fields, cause);
      }) satisfies Warn,
      mailQueue: {
        add: async (task: MailTask, reason: string) => {
          const last = this.#queued.get(JSON.stringify([task, reason])) ?? -Infinity;
          // What an SQS FIFO queue does with a repeat.
          if (this.now.getTime() - last < 300_000) return;
          this.#queued.set(JSON.stringify([task, reason]), this.now.getTime());
          this.queue.push(task);
        },
      },
      digests: this.digests,
      publishesEvents: this.publishesEvents,
      eventBus: this.publishesEvents ? this.bus : null,
      lookUpJob: async (_: unknown, jobId: string) => this.erpJobs.get(jobId) ?? null,
      lookUpOptions: (...asked: Parameters<LookUpOptions>) => this.lookUpOptions(...asked),
      linkKeys: () => this.linkKeys(),
      signIn: this.signIn,
      publicUrl: PUBLIC_URL,
      stage: STAGE,
      openSession: (integration: Parameters<OpenErpSession>[0]): Promise<ErpSession> => this.openSession(integration),
    };
  }

  async api(name: keyof typeof apiRoutes, call: ApiCall = {}): Promise<Answer> {
    const body = typeof call.body === 'string' || call.body === undefined ? call.body : JSON.stringify(call.body);
    const event = {
      routeKey: apiRoutes[name],
      rawPath: '/somewhere',
      headers: {
        authorization: bearer(claimsOf(call.as ?? 'owner')),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...call.headers,
      },
      pathParameters: { company_id: '1', ...call.params },
      queryStringParameters: call.query,
      body,
      requestContext: { requestId: 'trace-1' },
    };
    return watch(read(await apiApp(this.deps)(event, CONTEXT as never)));
  }

  /** Any of the approval pages' routes, as a client of any kind calls it. */
  async visit(name: keyof typeof approvalRoutes, call: PageCall = {}): Promise<Answer> {
    const { token, headers, cookies, query, body } = call;
    const event = {
      routeKey: approvalRoutes[name],
      rawPath: `/approvals/${token}`,
      headers: headers ?? {},
      ...(cookies && { cookies }),
      ...(query && { queryStringParameters: query }),
      ...(token !== undefined && { pathParameters: { token } }),
      ...(body !== undefined && { body }),
      requestContext: { requestId: 'trace-2' },
    };
    return watch(read(await approvalsApp(this.deps)(event, CONTEXT as never)));
  }

  page(token: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.visit(form ? 'decide-approval' : 'show-approval', {
      token,
      headers: { ...(form && { 'content-type': 'application/x-www-form-urlencoded' }), ...headers },
      ...(form && { body: new URLSearchParams(form).toString() }),
    });
  }

  /** What a browser does with a link: it goes there, and keeps the cookie that it gets for a clean address. */
  async browse(token: string): Promise<BrowserPage> {
    const sent = await this.visit('show-approval', { token, headers: { 'sec-fetch-mode': 'navigate' } });
    return { path: sent.headers['location']?.split('/').at(-1) ?? '', cookies: kept(sent.cookies) };
  }

  /** Sends a project as the project admin does. */
  send(
    body: { project: { id: number } },
    key = `key-${body.project.id}-${this.started.length}`,
    as: UserName = 'project-admin',
  ) {
    return this.api('send-project', {
      as,
      params: { project_id: String(body.project.id) },
      headers: { 'idempotency-key': key },
      body,
    });
  }

  /** What the state RequestApproval does for a request, and the mails that follow. @throws what `deliver` throws */
  async ask(requestId: string, token = `token-of-${requestId}`) {
    const state = await task(requestId, () => requestApproval(this.deps, keyOf(requestId), token));
    await this.deliver();
    return state;
  }

  /** Takes the mail tasks of the queue. Those that fail come back. @throws {AggregateError} when some mails were not sent */
  async deliver(): Promise<void> {
    const deps = {
      ...this.deps,
      mailer: {
        send: async (mail: Mail) => {
          if (mail.to === this.undeliverable) throw new Error('refused');
          this.mails.push(watch(mail));
        },
      },
      erps,
      composeMail: requestMail,
      composeDigest: digestMail,
    };
    for (const task of this.queue.splice(0)) {
      try {
        const companyId = task.company_id;
        await call(() => {
          if (task.about === 'project') return sendMails(deps, { companyId, projectId: task.project_id });
          if (task.about === 'events') return publishEvents(deps, { companyId, projectId: task.project_id });
          return sendDigest(deps, { companyId, integrationId: task.integration_id }, task.day);
        });
      } catch (error) {
        this.queue.push(task);
        throw error;
      }
      const [fault] = this.bus.faults;
      if (fault !== undefined) throw new Error(fault);
    }
  }

  /** What the state Export does. */
  export(requestId: string) {
    return task(requestId, () => exportProject(this.deps, keyOf(requestId)));
  }

  /** What the states Settle and SettleExport do. */
  settle(requestId: string, after: SettledAfter = 'export') {
    return task(requestId, () => settleRequest(this.deps, keyOf(requestId), after));
  }

  async sweep(scope: SweepScope = 'due') {
    return call(async () => {
      const report = await sweep(this.deps, scope);
      await queueDigests(this.deps);
      return report;
    });
  }

  /** The token of the link in the latest mail to a person. */
  linkOf(user: string): string {
    const mail = this.mails.findLast(({ to }) => to === `${user}@example.com`);
    return /\/approvals\/([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
  }

  /** The hidden and shown values of the page behind a link: what a person would post. */
  async formOf(token: string, page?: Answer): Promise<Record<string, string>> {
    const { text } = page ?? (await this.page(token));
    const valueOf = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1] ?? '';
    return {
      nonce: valueOf('nonce'),
      snapshot_sha256: valueOf('snapshot_sha256'),
      check: /id="check-code"[^>]*>\s*(\d{4})/.exec(text)?.[1] ?? '',
      ...(text.includes('name="attempt"') && { attempt: valueOf('attempt') }),
    };
  }
}

/** A call of a function, for its log. */
const call = <Result>(work: () => Result): Result => inInvocation(work)(undefined, CONTEXT);

/** A call by the workflow. */
const task = <Result>(requestId: string, work: () => Result): Result => {
  const { companyId, projectId } = keyOf(requestId);
  return call(() => logAbout({ company_id: companyId, project_id: projectId, request_id: requestId }, work));
};

export const keyOf = (requestId: string) => ({ companyId: 1, projectId: Number(requestId.split('-')[0]), requestId });

interface PageCall {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly cookies?: readonly string[];
  readonly query?: Record<string, string>;
  readonly body?: string;
}

/** A page in a browser: the last part of its address, and the cookies that the browser holds for it. */
export interface BrowserPage {
  readonly path: string;
  readonly cookies: readonly string[];
}

/** `name=value` of the cookies that a browser keeps of an answer. */
export const kept = (setCookies: readonly string[]): string[] =>
  setCookies.filter((cookie) => !cookie.includes('Max-Age=0')).map((cookie) => cookie.split(';')[0] ?? '');

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
}

const read = ({ statusCode, headers, cookies = [], body }: HttpAnswer): Answer => {
  const parsed: unknown = headers['content-type']?.includes('json') ? JSON.parse(body) : {};
  return {
    status: statusCode,
    headers,
    cookies,
    text: body,
    json: parsed as Body,
    list: Array.isArray(parsed) ? (parsed as Body[]) : [],
  };
};

/** Gives each test of the file a fresh service. */
export const servicePerTest = (): (() => Service) => {
  const underTest = ledgerPerTest();
  let service: Service;
  beforeEach(() => {
    service = new Service(underTest().ledger);
  });
  afterEach(() => requireFitLines());
  return () => service;
};

/** A body as a UI posts it. */
export const aBody = (projectId = 1001, over: Record<string, unknown> = {}) => ({
  project: {
    id: projectId,
    name: 'Harbour Bridge',
    project_number: 'P-042',
    total_value: 1250000.5,
    active: true,
    ...over,
  },
  cost_codes: [{ id: 1, full_code: '01-100', name: 'Concrete', line_item_types: [{ code: 'L', name: 'Labor' }] }],
});
