import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { buildApp } from 'fauxqs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { bucketFiles } from '#aws/export-files.ts';
import { sesMailer } from '#aws/mailer.ts';
import { serve } from '#local/server.ts';
import { fileService } from '#local/services/files.ts';
import { Mailbox, mailService } from '#local/services/mail.ts';
import { aFolder } from '#test/local/folders.ts';

// CommonJS with a default of its own: imported, it would be called differently by Node and by the test runner.
const { default: sesEmulator } = createRequire(import.meta.url)('aws-ses-v2-local') as {
  default: (config: { host: string; port: number }) => Promise<Server>;
};

/** The stand-ins here are small; others, made by other people, say whether they understand the SDK alike. */
const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

const stored = z.object({
  emails: z.array(
    z.object({
      destination: z.object({ to: z.array(z.string()) }),
      subject: z.string(),
      body: z.object({ text: z.string(), html: z.string() }),
    }),
  ),
});

const closing = (server: Server): string => {
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
};

describe('a mail of the service', () => {
  const mail = { to: 'approver@example.com', subject: 'Straße “5001-1”', text: 'text\nlines', html: '<p>html</p>' };

  it('is read alike by aws-ses-v2-local', async () => {
    const mailbox = new Mailbox(
      join(aFolder(), 'mails.jsonl'),
      () => new Date(),
      () => undefined,
    );
    const ours = await serve(mailService(mailbox));
    onTestFinished(() => ours.close());
    const theirs = closing(await sesEmulator({ host: '127.0.0.1', port: 0 }));
    for (const url of [ours.url, theirs])
      await sesMailer(new SESv2Client(settings(url)), 'erp@example.com', 'send-to-erp-test').send(mail);

    const { emails } = stored.parse(await (await fetch(`${theirs}/store`)).json());
    const read = emails.map(({ destination, subject, body }) => ({ to: destination.to.join(), subject, ...body }));
    expect(read).toEqual([mail]);
    expect(mailbox.all()).toMatchObject([mail]);
  });
});

describe('a file of the service', () => {
  it('is kept alike by fauxqs', async () => {
    const ours = await serve(fileService(aFolder(), ['exports'], () => undefined));
    onTestFinished(() => ours.close());
    const app = buildApp({ logger: false });
    onTestFinished(() => app.close());
    const theirs = await app.listen({ host: '127.0.0.1', port: 0 });
    await new S3Client(settings(theirs)).send(new CreateBucketCommand({ Bucket: 'exports' }));

    for (const url of [ours.url, theirs]) {
      const files = bucketFiles(new S3Client(settings(url)), 'exports');
      expect(await files.exists('1-7/7 1.csv'), url).toBe(false);
      await files.put('1-7/7 1.csv', 'job;Straße\r\n', 'text/csv; charset=utf-8');
      expect(await files.exists('1-7/7 1.csv'), url).toBe(true);
    }
  });
});
