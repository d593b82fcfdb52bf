import type { MailKind } from '#domain/mailing.ts';
import type { Mail } from '#domain/telling.ts';
import type { RequestMailContent } from '#use-cases/mail-content.ts';
import { requestMail } from '#web/mails/request-mail.ts';

/** A mail together with what it is about, which its reader would gather from its text. */
export interface SimulatedMail extends Mail {
  readonly kind: MailKind;
  readonly nth: number;
  readonly toId: string;
  readonly companyId: number;
  readonly projectId: number;
  readonly requestId: string;
  /** The token of the recipient's link; null where there is none. */
  readonly token: string | null;
}

/** Rendering a mail takes as long as everything else in a request's life: most runs make do with what all mails are made from. */
const plainly = ({ mail, request, snapshot, url }: RequestMailContent): Mail => ({
  to: mail.to.email,
  subject: `${mail.kind} ${request.id}`,
  text: `${snapshot.project.name} ${request.sender.name} ${request.decision?.reason ?? ''} ${url ?? ''}`,
  html: '',
});

/** Composes mails, as people get them or in short. */
export const composer =
  (isRendered: boolean) =>
  (content: RequestMailContent): SimulatedMail => {
    const { mail, request, url } = content;
    return {
      ...(isRendered ? requestMail(content) : plainly(content)),
      kind: mail.kind,
      nth: mail.nth,
      toId: mail.to.id,
      companyId: request.company_id,
      projectId: request.project_id,
      requestId: request.id,
      token: url?.split('/').at(-1) ?? null,
    };
  };
