import { HeadObjectCommand, NotFound, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ExportFiles } from '#erp/connector.ts';

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
