import { publishedEvents } from '#domain/event-detail.ts';
import { beginExport, endExport, openCase } from '#domain/exporting.ts';
import { accept, acceptInPart, expire, reissueLinks, reject, retrieve, retry } from '#domain/life.ts';
import { link, untie } from '#domain/linking.ts';
import { send } from '#domain/opening.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { transitions } from '#domain/transitions.ts';
import { afterNoon, aLinked, anActing, aPerson, aReceipt, aRecord, aSent } from '#test/support/records.ts';

const at = afterNoon(60);
export const receipt = aReceipt({ at: at.toISOString() });
const exporting = (record: ProjectRecord) => beginExport(accept(record, anActing(), {}), at);
const synced = (record: ProjectRecord) => endExport(exporting(record), { outcome: 'synced', receipt }, at);
export const refused = endExport(
  exporting(aRecord()),
  { outcome: 'refused', message: 'No.', field: 'fields.job_id' },
  at,
);
export const silent = endExport(exporting(aRecord()), { outcome: 'unknown', message: 'No answer.' }, at);
export const update = send(synced(aRecord()), aSent({ at }));
const byHand = { by: aPerson(), reason: 'Wrong job.', at };

/** Records whose last event is the one that they are named after. */
export const lives: Readonly<Record<keyof typeof transitions, ProjectRecord>> = {
  send: aRecord(),
  resend: update,
  retrieve: retrieve(aRecord(), aPerson(), at),
  accept_in_part: acceptInPart(aRecord(), anActing(), {}),
  accept: accept(aRecord(), anActing(), {}),
  reject: reject(aRecord(), anActing(), 'Wrong codes.'),
  expire: expire(aRecord(), at),
  retry: retry(refused, anActing(), {}),
  begin_export: exporting(aRecord()),
  lose_answer: silent,
  postpone_export: endExport(exporting(aRecord()), { outcome: 'unavailable', message: 'Down.' }, at),
  open_case: openCase(silent, at),
  confirm_export: synced(aRecord()),
  fail_export: refused,
  link: link(null, aLinked()),
  reissue_links: reissueLinks(aRecord(), 'ops', at),
  unlink: untie(synced(aRecord()), 'unlink', byHand).next,
  reset: untie(synced(aRecord()), 'reset', byHand).next,
};

/** One event of each kind, as it is published. */
export const eventsOfAllKinds = Object.values(lives).flatMap((record) => publishedEvents(record, 'test').slice(-1));
