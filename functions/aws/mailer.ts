import { SendEmailCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import type { Mailer } from '#domain/telling.ts';

const text = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** A subject is one line: a project's name may hold line breaks, and no header may begin in it. */
const oneLine = (subject: string): string => subject.replaceAll(/\p{Cc}+/gu, ' ');

/** Mails through Amazon SES, in HTML and plain text, from `from`. What becomes of them is counted by the configuration set. */
export const sesMailer = (client: SESv2Client, from: string, configurationSet: string): Mailer => ({
  send: async ({ to, subject, text: plain, html }) => {
    const mail = new SendEmailCommand({
      FromEmailAddress: from,
      ConfigurationSetName: configurationSet,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: text(oneLine(subject)), Body: { Text: text(plain), Html: text(html) } } },
    });
    try {
      await client.send(mail);
    } catch (error) {
      // SES quotes addresses in its messages, and this error reaches the log: its name must do.
      throw new Error(`The mail was not sent: ${error instanceof Error ? error.name : 'unknown error'}.`);
    }
  },
});
