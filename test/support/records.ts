import type * as z from 'zod';
import { publishedEvents, type PublishedEvent } from '#domain/event-detail.ts';
import { sha256Of } from '#domain/canonical.ts';
import { NEW_CONNECTION } from '#domain/connection.ts';
import { integration, type Integration, type KnownIntegration } from '#domain/integration.ts';
import type { Acting } from '#domain/life.ts';
import type { Linked } from '#domain/linking.ts';
import { send, type Sent } from '#domain/opening.ts';
import type { Person } from '#domain/person.ts';
import { policy, type Policy } from '#domain/policy.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { CostCode, Snapshot } from '#domain/project.ts';
import type { Receipt, Request } from '#domain/request.ts';
import type { Sending } from '#domain/sending.ts';

/** When everything in these builders happens, unless a test says otherwise. */
export const NOON = new Date('2026-11-23T12:00:00.000Z');

/** `NOON` and so many seconds. */
export const afterNoon = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

export const aPerson = (over: Partial<Person> = {}): Person => ({
  id: 'sender',
  name: 'Paula Sender',
  email: 'paula@example.com',
  ...over,
});

export const anApprover = (over: Partial<Person> = {}): Person =>
  aPerson({ id: 'approver', name: 'Aaron Approver', email: 'aaron@example.com', ...over });

/** `count` cost codes as contractors have them, with two cost types each. */
export const costCodes = (count: number): CostCode[] =>
  Array.from({ length: count }, (_, index) => ({
    id: 1000 + index,
    full_code: `${String(1 + Math.floor(index / 100)).padStart(2, '0')}-${String(index % 100).padStart(3, '0')}`,
    name: `Concrete, formwork and reinforcement, section ${index}`,
    line_item_types: [
      { code: 'L', name: 'Labor' },
      { code: 'M', name: 'Materials' },
    ],
  }));

export const aSnapshot = (
  over: { project?: Partial<Snapshot['project']>; cost_codes?: CostCode[] } = {},
): Snapshot => ({
  project: {
    id: 42,
    name: 'Harbour Bridge',
    project_number: 'P-042',
    address: '1 Quay Street',
    city: 'Santa Barbara',
    state_code: 'CA',
    zip: '93101',
    country_code: 'US',
    start_date: '2026-12-01',
    completion_date: '2028-06-30',
    total_value: 1250000.5,
    active: true,
    ...over.project,
  },
  cost_codes: over.cost_codes ?? costCodes(3),
});

/** A sending as `readSending` gives it. */
export const aSending = (over: Partial<Sending> = {}): Sending => ({
  snapshot: aSnapshot(),
  note: null,
  ignored_fields: [],
  ...over,
});

/** A policy as a stage file writes it; what is left out has its default. */
export const aPolicy = (over: z.input<typeof policy> = {}): Policy => policy.parse(over);

/** An integration with the default policy. */
export const anIntegration = (over: Partial<Integration> = {}): Integration =>
  integration.parse({
    company_id: 1,
    id: 'main',
    name: 'Main ERP',
    erp: 'import-file',
    approvers: [anApprover()],
    ...over,
  });

export const aKnownIntegration = (over: Partial<KnownIntegration> = {}): KnownIntegration => {
  const { connection = NEW_CONNECTION, kept_by = 'stage_file', ...rest } = over;
  return { ...anIntegration(rest), connection, kept_by };
};

/** What `send` takes: project 42 of company 1, sent at noon, to be decided within a day, about which nobody is reminded. */
export const aSent = (over: Partial<Sent> = {}): Sent => ({
  companyId: 1,
  projectId: 42,
  projectName: 'Harbour Bridge',
  suggestedJobId: 'P-042',
  totalValue: 1250000.5,
  integration: anIntegration({ policy: aPolicy({ approval_window: 'P1D', reminder_after: [] }) }),
  sender: aPerson(),
  at: NOON,
  snapshotSha256: sha256Of(aSnapshot()),
  note: null,
  ignoredFields: [],
  publishesEvents: false,
  idempotencyKey: 'key-1',
  bodySha256: sha256Of(aSending()),
  ...over,
});

/** A job of the ERP as it says itself. */
export const aReceipt = (over: Partial<Receipt> = {}): Receipt => ({
  job_id: 'P-042',
  erp_id: '7',
  url: 'https://erp.example.com/7',
  at: NOON.toISOString(),
  ...over,
});

/** What `link` takes: an administrator ties project 42 to a job. */
export const aLinked = (over: Partial<Linked> = {}): Linked => {
  const { idempotencyKey: _, bodySha256: __, ...incoming } = aSent();
  return {
    ...incoming,
    sender: aPerson({ id: 'administrator', name: 'Ada Administrator', email: 'ada@example.com' }),
    job: aReceipt(),
    isConfirmedByErp: true,
    ownExternalId: null,
    ...over,
  };
};

/** A decision of the approver through the link, a minute after noon. */
export const anActing = (over: Partial<Acting> = {}): Acting => ({
  by: anApprover(),
  onBehalfOf: [],
  via: 'link',
  at: afterNoon(60),
  trace: {},
  ...over,
});

/** A project just sent for the first time; its audit chain holds. */
export const aRecord = (over: Partial<ProjectRecord> = {}, sent: Partial<Sent> = {}): ProjectRecord => ({
  ...send(null, aSent(sent)),
  ...over,
});

/** What programs are told of a project just sent. */
export const aPublishedEvent = (): PublishedEvent => {
  const [event] = publishedEvents(aRecord(), 'test');
  if (event === undefined) throw new Error('A record has no event.');
  return event;
};

/** The request of a project just sent for the first time. */
export const aRequest = (over: Partial<Request> = {}): Request => ({ ...aRecord().request, ...over });
