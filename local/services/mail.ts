import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Mail } from '#domain/telling.ts';
import { parseJson } from '#local/json.ts';
import { LineFile } from '#local/line-file.ts';
import { readBody, type ServiceHandle } from '#local/server.ts';
import { restAnswer, restError } from '#local/services/rest-answer.ts';

/** A mail that was sent, and when. */
export interface SentMail extends Mail {
  readonly at: string;
}

const text = z.object({ Data: z.string().min(1) }).transform(({ Data }) => Data);

/** SendEmail of SES v2, in the one form that is used: a simple mail in text and HTML. */
const sendEmail = z.object({
  FromEmailAddress: z.email(),
  Destination: z.object({ ToAddresses: z.array(z.email()).min(1) }),
  Content: z.object({ Simple: z.object({ Subject: text, Body: z.object({ Text: text, Html: text }) }) }),
});

const sentMail: z.ZodType<SentMail> = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  at: z.string(),
});

/** Keeps mails instead of sending them. */
export class Mailbox {
  readonly #sent: LineFile<SentMail>;
  readonly #clock: () => Date;
  readonly #onMail: (mail: SentMail) => void;

  constructor(file: string, clock: () => Date, onMail: (mail: SentMail) => void) {
    this.#sent = new LineFile(file, sentMail);
    this.#clock = clock;
    this.#onMail = onMail;
  }

  keep(mail: Mail): void {
    const sent = { ...mail, at: this.#clock().toISOString() };
    this.#sent.add(sent);
    this.#onMail(sent);
  }

  /** Newest first. */
  all(): SentMail[] {
    return this.#sent.all();
  }
}

/** SES v2 over HTTP, into a mailbox. */
export const mailService =
  (mailbox: Mailbox): ServiceHandle =>
  async (request, response) => {
    const body = await readBody(request);
    const parsed = sendEmail.safeParse(parseJson(String(body)));
    if (request.method !== 'POST' || request.url !== '/v2/email/outbound-emails') {
      restError(response, 404, 'NotFoundException', `${request.method} ${request.url} is not known here.`);
      return;
    }
    if (!parsed.success) {
      restError(response, 400, 'BadRequestException', z.prettifyError(parsed.error));
      return;
    }
    const { Destination, Content } = parsed.data;
    const { Subject, Body } = Content.Simple;
    mailbox.keep({ to: Destination.ToAddresses.join(', '), subject: Subject, text: Body.Text, html: Body.Html });
    restAnswer(response, 200, { MessageId: randomUUID() });
  };
