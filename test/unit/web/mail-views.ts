import type { MailKind } from '#domain/mailing.ts';
import { anApprover, anIntegration, aSnapshot, NOON } from '#test/support/records.ts';
import type { DigestContent } from '#use-cases/send-digest.ts';
import type { RequestMailView } from '#web/mails/request-lines.ts';
import { aRequest, jobId, LINK, openedOn } from './views.ts';

export const aMailView = (
  kind: MailKind,
  over: Partial<RequestMailView> = {},
  mail: Partial<RequestMailView['mail']> = {},
): RequestMailView => ({
  mail: { kind, to: anApprover(), nth: 0, ...mail },
  request: aRequest({ note: 'Please before Monday.' }),
  snapshot: aSnapshot(),
  erpName: 'Tryton',
  acceptFields: [jobId, openedOn],
  sinceSync: [],
  sinceReject: null,
  url: LINK,
  waitingFor: [anApprover()],
  acceptsMissing: 1,
  timeZone: null,
  isGuarded: false,
  ...over,
});

export const aDigest = (over: Partial<DigestContent> = {}): DigestContent => ({
  to: anApprover(),
  integration: anIntegration(),
  waiting: [{ request: aRequest(), url: LINK, isGuarded: false }],
  more: 0,
  now: NOON,
  ...over,
});
