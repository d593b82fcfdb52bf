import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { sesMailer } from '#aws/mailer.ts';

const mail = { to: 'aaron@example.com', subject: 'Décider: Harbour Bridge', text: 'Bonjour', html: '<p>Bonjour</p>' };

const underTest = () => {
  const client = new SESv2Client({ region: 'eu-west-1' });
  return { mailer: sesMailer(client, 'erp@example.com'), ses: mockClient(client) };
};

describe('a mail', () => {
  it('goes to one person, in HTML and text', async () => {
    const { mailer, ses } = underTest();
    ses.on(SendEmailCommand).resolves({});
    await mailer.send(mail);
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toEqual({
      FromEmailAddress: 'erp@example.com',
      Destination: { ToAddresses: ['aaron@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Décider: Harbour Bridge', Charset: 'UTF-8' },
          Body: { Text: { Data: 'Bonjour', Charset: 'UTF-8' }, Html: { Data: '<p>Bonjour</p>', Charset: 'UTF-8' } },
        },
      },
    });
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
