import { calendar } from '#domain/calendar.ts';
import { mailKind, type MailKind } from '#domain/mailing.ts';
import type { Mail } from '#domain/telling.ts';
import { anIntegration, NOON } from '#test/support/records.ts';
import { digestMail } from '#web/mails/digest.ts';
import type { RequestMailView } from '#web/mails/request-lines.ts';
import { requestMail } from '#web/mails/request-mail.ts';
import { aDigest, aMailView } from '../mail-views.ts';
import { madeOf, TIME_ZONE, type Filling, type States } from './material.ts';

/** Every kind of mail in every state, by name. */
export const everyMail = (filling: Filling): States<Mail> => {
  const material = madeOf(filling);
  const { text, erp, snapshot, request, person, acceptance, acceptedNow, rejectedNow, failed, synced, few, many } =
    material;
  const mail =
    (kind: MailKind, over: Partial<RequestMailView> = {}, to = 'approver', nth = 0) =>
    () => {
      const view = {
        request: request(),
        snapshot,
        erpName: erp,
        timeZone: TIME_ZONE,
        waitingFor: [person('a'), person('b')],
        ...over,
      };
      return requestMail(aMailView(kind, view, { to: person(to), nth }));
    };
  const update = request({ kind: 'update', status: 'ready_to_update' });
  const inPart = request({
    accepted_by: [acceptance],
    reminder_times: ['2026-11-23T15:00:00Z', '2026-11-30T12:00:00Z'],
  });
  const away = request({ status: 'rejected', decision: rejectedNow, accepted_by: [acceptance] });
  const another = { ...rejectedNow.by, id: 'another', email: `1${rejectedNow.by.email}` };
  const byAnother = { ...away, decision: { ...rejectedNow, by: another } };
  const failure = request({ status: 'failed_to_export', decision: acceptedNow, exports: [failed] });
  const silent = request({
    status: 'failed_to_export',
    decision: acceptedNow,
    exports: [{ ...failed, message: null }],
  });
  const done = request({ status: 'synced', decision: acceptedNow, exports: [synced], accepted_by: [acceptance] });
  const policy = { ...anIntegration().policy, calendar: calendar.parse({ time_zone: TIME_ZONE }) };
  const integration = { ...anIntegration(), name: text, policy };
  const waiting = Array.from({ length: 3 }, (_, index) => ({
    request: request(),
    url: `https://1.2.3.4/${index}`,
    isGuarded: false,
  }));
  const none = { url: null };
  const whole = {
    request: { ...done, exports: [failed, synced] },
    sinceSync: many,
    sinceReject: { decision: rejectedNow, difference: few },
  };
  const guarded = (kind: MailKind, url: string | null) => mail(kind, { ...whole, url, isGuarded: true });
  return {
    ...Object.fromEntries(mailKind.options.map((kind) => [`guarded ${kind}`, guarded(kind, 'https://1.2.3.4/5')])),
    'guarded escalation': guarded('escalation', null),
    'digest, guarded': () =>
      digestMail(aDigest({ to: person('approver'), waiting: waiting.map((item) => ({ ...item, isGuarded: true })) })),
    approval: mail('approval'),
    'approval of an update': mail('approval', { request: update, sinceSync: many }),
    'approval of nothing new': mail('approval', { request: update }),
    'approval, corrected': mail('approval', { sinceReject: { decision: rejectedNow, difference: few } }),
    'approval, corrected in nothing': mail('approval', { sinceReject: { decision: rejectedNow, difference: [] } }),
    'approval by several': mail('approval', { request: inPart, acceptsMissing: 2 }),
    reminder: mail('reminder', { request: inPart }, 'approver', 1),
    'reminder again': mail('reminder', { request: inPart }, 'approver', 2),
    escalation: mail('escalation', none, 'boss'),
    'escalation of many': mail('escalation', { ...none, waitingFor: Array.from({ length: 30 }, () => person('x')) }),
    'expired, to the sender': mail('expired', { request: request({ status: 'expired' }), ...none }, 'sender'),
    'expired, to an approver': mail('expired', { request: request({ status: 'expired' }) }),
    'rejected, to the sender': mail('rejected', { request: away, ...none }, 'sender'),
    'rejected, an update': mail('rejected', { request: { ...away, kind: 'update' }, ...none }, 'sender'),
    'rejected, to an approver': mail('rejected', { request: away }),
    'rejected, to who had accepted': mail('rejected', { request: byAnother }),
    closed: mail('closed', { request: byAnother }),
    synced: mail('synced', { request: done, ...none }, 'sender'),
    'synced, an update': mail('synced', { request: { ...done, kind: 'update' } }),
    'failed, to an approver': mail('failed', { request: failure }, 'approver', 1),
    'failed, to the sender': mail('failed', { request: failure, ...none }, 'sender', 1),
    unknown: mail('unknown', {
      request: request({ status: 'exporting', decision: acceptedNow, case_opened_at: NOON.toISOString() }),
    }),
    'failed again': mail('failed', { request: silent }, 'approver', 2),
    digest: () => digestMail(aDigest({ to: person('approver'), integration, waiting, more: 1_000 })),
    'digest of one': () =>
      digestMail(
        aDigest({
          to: person('approver'),
          integration,
          waiting: [{ request: request({ total_value: null }), url: 'https://1.2.3.4/5', isGuarded: false }],
        }),
      ),
  };
};
