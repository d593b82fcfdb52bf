import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { trying } from '#aws/clients.ts';
import type { ExportFiles } from '#erp/connector.ts';

let client: S3Client | undefined;

/**
 * Files of some megabytes take their time; writing one twice is harmless. Stands here and not with the other clients, because
 * it is as large as all of them, and of all functions only those that write files load it (runtime.ts).
 */
export const filesClient = (): S3Client => (client ??= new S3Client(trying(3, 10_000)));

/** Export files as objects of a bucket. `exists` needs the permission to list the bucket: without it S3 answers 403 for what is not there. */
export const bucketFiles = (client: S3Client, bucket: string): ExportFiles => ({
  put: async (name, text, contentType) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: text, ContentType: contentType }));
  },
  exists: async (name) => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: name }));
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  },
});
