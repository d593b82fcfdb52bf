import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sesMailer } from '#aws/mailer.ts';

const mail = { to: 'aaron@example.com', subject: 'Décider: Harbour Bridge', text: 'Bonjour', html: '<p>Bonjour</p>' };

const underTest = () => {
  const client = new SESv2Client({ region: 'eu-west-1' });
  return { mailer: sesMailer(client, 'erp@example.com', 'send-to-erp-test'), ses: mockClient(client) };
};

describe('a mail', () => {
  it('goes to one person, in HTML and text', async () => {
    const { mailer, ses } = underTest();
    ses.on(SendEmailCommand).resolves({});
    await mailer.send(mail);
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: 'erp@example.com',
      ConfigurationSetName: 'send-to-erp-test',
      Destination: { ToAddresses: ['aaron@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Décider: Harbour Bridge', Charset: 'UTF-8' },
          Body: { Text: { Data: 'Bonjour', Charset: 'UTF-8' }, Html: { Data: '<p>Bonjour</p>', Charset: 'UTF-8' } },
        },
      },
    });
  });

  it('T36: has one recipient, and nobody else gets a copy or an answer', async () => {
    const { mailer, ses } = underTest();
    ses.on(SendEmailCommand).resolves({});
    await mailer.send(mail);
    const input = ses.commandCalls(SendEmailCommand)[0]?.args[0].input;
    expect(input?.Destination).toEqual({ ToAddresses: [mail.to] });
    expect(input).not.toHaveProperty('ReplyToAddresses');
    expect(input).not.toHaveProperty('FeedbackForwardingEmailAddress');
  });

  it('T43: goes out through a configuration set that counts no clicks, so that SES rewrites no link', async () => {
    const { mailer, ses } = underTest();
    ses.on(SendEmailCommand).resolves({});
    const href = 'https://erp.example.com/approvals/v1.k1.Zm9v_-0.c2ln?a=1&amp;b=%7E#top';
    const text = `Look at the request:\n${href}\n`;
    const html = `<p><a href="${href}" ses:no-track>Look at the request</a></p>`;
    await mailer.send({ ...mail, text, html });
    const [call, ...others] = ses.commandCalls(SendEmailCommand);
    expect(others).toEqual([]);
    const input = call?.args[0].input;
    expect(Object.keys(input ?? {}).sort()).toEqual([
      'ConfigurationSetName',
      'Content',
      'Destination',
      'FromEmailAddress',
    ]);
    expect(input?.ConfigurationSetName).toBe('send-to-erp-test');
    expect(Object.keys(input?.Content ?? {})).toEqual(['Simple']);
    expect(input?.Content?.Simple?.Body?.Html?.Data).toBe(html);
    expect(input?.Content?.Simple?.Body?.Text?.Data).toBe(text);
  });

  it('has a subject of one line, whatever the project is called', async () => {
    const { mailer, ses } = underTest();
    ses.on(SendEmailCommand).resolves({});
    await mailer.send({ ...mail, subject: 'Bridge\r\nBcc: all@example.com\u0000!' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Simple?.Subject?.Data).toBe(
      'Bridge Bcc: all@example.com !',
    );
  });

  it('that is refused is an error that names no address', async () => {
    const { mailer, ses } = underTest();
    const refusal = new Error('Email address is not verified: someone@example.com');
    refusal.name = 'MessageRejected';
    ses.on(SendEmailCommand).rejects(refusal);
    const error: unknown = await mailer.send(mail).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new Error('The mail was not sent: MessageRejected.'));
  });
});
