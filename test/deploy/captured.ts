import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Emulator } from './emulator.ts';

const capturedMails = z.object({
  /** By account. */
  messages: z.record(
    z.string(),
    z.array(
      z.object({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string(), Timestamp: z.coerce.string() }),
    ),
  ),
});

/** Mails that the emulated SES took, newest first. */
export const sentMails = async ({ url }: Emulator) => {
  const { messages } = capturedMails.parse(await (await fetch(`${url}/_ministack/ses/messages`)).json());
  return Object.values(messages)
    .flat()
    .map(({ To, Subject, BodyText, Timestamp }) => ({
      to: To.join(', '),
      subject: Subject,
      text: BodyText,
      at: Timestamp,
    }))
    .toReversed();
};

/** What stands in a bucket. */
export const filesIn = async ({ client }: Emulator, Bucket: string) => {
  const files = new S3Client({ ...client, forcePathStyle: true });
  const found: { name: string; text: string; at: string }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: files }, { Bucket })) {
    for (const { Key, LastModified } of Contents) {
      const { Body } = await files.send(new GetObjectCommand({ Bucket, Key }));
      const text = (await Body?.transformToString()) ?? '';
      found.push({ name: Key ?? '', text, at: LastModified?.toISOString() ?? '' });
    }
  }
  return found;
};
