import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import * as z from 'zod';
import type { Mail } from '#domain/ports.ts';
import { parseJson } from '#local/json.ts';
import { readBody, type Handle } from '#local/server.ts';
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

/** By its last byte alone: after some ten thousand mails the file is longer than a text may be. */
const endsWithLine = (file: string): boolean => {
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(opened, last, 0, 1, size - 1) === 1 && last.toString() === '\n');
  } finally {
    closeSync(opened);
  }
};

/** Keeps mails instead of sending them: one JSON text per line of a file, in the order they came. */
export class Mailbox {
  readonly #file: string;
  readonly #clock: () => Date;
  readonly #onMail: (mail: SentMail) => void;

  constructor(file: string, clock: () => Date, onMail: (mail: SentMail) => void) {
    this.#file = file;
    this.#clock = clock;
    this.#onMail = onMail;
    // A process killed while it wrote leaves half a line: the next mail must not be glued to it.
    if (existsSync(file) && !endsWithLine(file)) appendFileSync(file, '\n');
  }

  keep(mail: Mail): void {
    const sent = { ...mail, at: this.#clock().toISOString() };
    appendFileSync(this.#file, `${JSON.stringify(sent)}\n`, { mode: 0o600 });
    this.#onMail(sent);
  }

  /** Newest first. */
  all(): SentMail[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.flatMap((line) => sentMail.safeParse(parseJson(line)).data ?? []).reverse();
  }
}

/** SES v2 over HTTP, into a mailbox. */
export const mailService =
  (mailbox: Mailbox): Handle =>
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
