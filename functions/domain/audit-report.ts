import type { AuditFault, Place } from '#domain/audit-entry.ts';
import type { AuditVerdict } from '#domain/audit-verdict.ts';

type Intact = Extract<AuditVerdict, { verdict: 'intact' }>;

const FAULTS: Readonly<Record<AuditFault, string>> = {
  not_an_event: 'it is not an event',
  content_altered: 'its content was altered',
  erasure_missing: 'the erasure that it speaks of is missing',
  number_repeated: 'its number is repeated or out of order',
  predecessor_removed: 'its predecessor was removed',
  predecessor_replaced: 'its predecessor was replaced',
};

const named = ({ sequence, request_id, name, at }: Place): string =>
  `event ${sequence ?? '?'} (${name ?? '?'} of request ${request_id ?? '?'}, ${at ?? '?'})`;

const linesOfErased = (erased: number): string[] =>
  erased === 0 ? [] : [`Persons were erased from ${erased} of them; what is left is as later events sealed it.`];

const linesOfSeveral = ({ events, projects, beginning_later: later, erased }: Intact): string[] => [
  `Intact: ${events} events of ${projects} projects.`,
  ...linesOfErased(erased),
  ...(later === 0 ? [] : [`Projects whose earlier events are not in this file: ${later}.`]),
  'A file cannot show what was removed after the last event of a project, nor which projects were left out: compare it, or its SHA-256, with another copy.',
];

const linesOf = (verdict: AuditVerdict): string[] => {
  switch (verdict.verdict) {
    case 'unreadable':
      return [`Cannot be checked: ${verdict.message}`];
    case 'broken': {
      const { position, event, fault, message } = verdict;
      const before = position === 1 ? [] : [`Entries before it, which hold: ${position - 1}.`];
      return [`Broken at entry ${position}, ${named(event)}: ${FAULTS[fault]}.`, message, ...before];
    }
    case 'intact': {
      const { events, projects, first, previous_hash, last, last_hash, erased } = verdict;
      if (projects > 1) return linesOfSeveral(verdict);
      const later = [
        `It begins at event ${first.sequence}: what came before is not in this file. Its predecessor has the hash ${previous_hash}.`,
      ];
      return [
        `Intact: ${events} ${events === 1 ? 'event' : 'events'}, the last is ${named(last)}.`,
        ...(first.sequence === 1 ? [] : later),
        ...linesOfErased(erased),
        `Last hash: ${last_hash}`,
        'A file cannot show what was removed after its last event: compare the last hash and the number of events with another copy.',
      ];
    }
  }
};

/** A verdict in sentences, a line each. Nothing that a file says can steer the terminal. */
export const auditReport = (verdict: AuditVerdict): string[] =>
  linesOf(verdict).map((line) => line.replaceAll(/\p{C}/gu, '?'));
