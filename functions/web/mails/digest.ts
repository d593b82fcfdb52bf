import type { Mail } from '#domain/telling.ts';
import type { DigestContent, DigestItem } from '#use-cases/send-digest.ts';
import { amount, instant } from '#web/format.ts';
import { texts } from '#web/language.ts';
import { facts, link, words, type Block } from '#web/mails/draft.ts';
import { mail } from '#web/mails/mail.ts';
import { personLine } from '#web/mails/request-lines.ts';
import { titleOf } from '#web/partials/request-facts.ts';
import { excerpt, plainText } from '#web/plain-text.ts';

const LONGEST_INTEGRATION = 80;

const guardedBlock = (): Block | null => facts([[texts.facts.projectName, texts.mails.guarded.afterSignIn]]);

const requestBlock = (request: DigestItem['request'], timeZone: string | null): Block | null =>
  facts([
    [texts.facts.projectName, titleOf(request)],
    [texts.facts.total, amount(request.total_value)],
    [texts.facts.sender, personLine(request.sender)],
    [texts.mails.digest.waitingSince, instant(request.sent_at, timeZone)],
    [texts.facts.decideBefore, instant(request.expires_at, timeZone)],
  ]);

const item = ({ request, url, isGuarded }: DigestItem, timeZone: string | null): (Block | null)[] => [
  isGuarded ? guardedBlock() : requestBlock(request, timeZone),
  link(url, texts.mails.digest.look(request.id)),
];

/** Everything that waits for one approver, the oldest first, each with the approver's own link. */
export const digestMail = ({ to, integration, waiting, more }: DigestContent): Mail => {
  const { subject, title, lead } = texts.mails.digest;
  const count = waiting.length + more;
  const timeZone = integration.policy.calendar?.time_zone ?? null;
  return mail(to.email, {
    subject: subject(count, excerpt(plainText(integration.name), LONGEST_INTEGRATION)),
    title: title(count),
    lead,
    blocks: [...waiting.flatMap((one) => item(one, timeZone)), more > 0 ? words(texts.more(more)) : null],
    decides: true,
  });
};
