import type { Difference } from '#domain/difference.ts';
import type { Person } from '#domain/person.ts';
import type { Snapshot } from '#domain/project.ts';
import type { Request } from '#domain/request.ts';
import { aSnapshot } from '#test/support/records.ts';
import { accepted, anAcceptance, anAttempt, aReceipt, aRequest, rejected } from '../views.ts';

/** Words to fill every place with where people, or an ERP, can put some. */
export interface Filling {
  readonly text: string;
  readonly email: string;
  /** For places that take only digits and letters. */
  readonly code: string;
  /** What the ERP is called, which its connector says and nobody types. */
  readonly erp: string;
}

export const ORDINARY: Filling = { text: 'Harbour Bridge', email: 'paula@example.com', code: 'CA', erp: 'Tryton' };

/** Pages or mails by the name of their state. Each is rendered when it is asked for, in the language of that moment. */
export type States<T> = Readonly<Record<string, () => T>>;

/** States that hold the same parts with the same texts as others, or the same parts a hundred times. */
const REPETITIVE = [
  /many|much|first of|in nothing|without changes|signed in|again/,
  /^field (?!job_id_taken)/,
  /^options (none|not asked)/,
  /^retry (of|after)/,
  /^result (ready|exporting|synced|failed|rejected|retrieved|expired|unknown|unavailable|in part,|superseded by)/,
  /^number (free|unknown)/,
];

/** Each part in one state at least, where looking at all of them takes long. */
export const withoutRepetition = <T>(states: States<T>): [name: string, render: () => T][] =>
  Object.entries(states).filter(([name]) => !REPETITIVE.some((pattern) => pattern.test(name)));

export const TIME_ZONE = 'America/Los_Angeles';

/** Everything that pages and mails are made of, with the same text in every place that takes one. */
export const madeOf = ({ text, email, code, erp }: Filling) => {
  const person = (id: string): Person => ({ id, name: text, email });
  const costCode = { id: 1, full_code: text, name: text, line_item_types: [{ code: text, name: text }] };
  const project = {
    ...aSnapshot().project,
    ...{ name: text, project_number: text, customer: text, address: text, city: text, zip: text },
    ...{ state_code: code, country_code: code },
  };
  const others = Array.from({ length: 8 }, (_, index) => ({ ...costCode, full_code: `0${index % 2}-${index}` }));
  const snapshot: Snapshot = { project, cost_codes: [costCode, ...others] };
  const request = (over: Partial<Request> = {}): Request =>
    aRequest({
      project_name: text,
      note: text,
      sender: person('sender'),
      integration: { id: 'main', erp: 'tryton', name: text },
      snapshot_sha256: '1'.repeat(64),
      suggested_job_id: text,
      approvers: [person('approver')],
      ...over,
    });
  const acceptance = anAcceptance({
    by: person('first'),
    on_behalf_of: [person('away'), person('ill')],
    fields: { job_id: text, opened_on: text },
  });
  const acceptedNow = accepted({ ...acceptance, by: person('approver') });
  const rejectedNow = rejected({ ...acceptance, fields: {}, reason: text });
  const few: Difference[] = [
    { field: `cost_codes.${text}`, before: null, after: { name: text, line_item_types: costCode.line_item_types } },
    { field: 'project.description', before: text, after: { [text]: text } },
    { field: 'project.total_value', before: 1, after: 2.5 },
    { field: 'project.active', before: true, after: false },
    { field: 'project.customer', before: '', after: text },
  ];
  const many: Difference[] = Array.from({ length: 130 }, (_, index) => ({
    ...few[index % 5]!,
    field: `cost_codes.${index}`,
  }));
  const failed = anAttempt({ outcome: 'refused', message: text, field: 'fields.job_id' });
  const synced = anAttempt({ receipt: aReceipt({ job_id: text, erp_id: text, url: 'https://1.2.3.4/5' }) });
  return { text, erp, person, snapshot, request, acceptance, acceptedNow, rejectedNow, few, many, failed, synced };
};

export type Material = ReturnType<typeof madeOf>;
