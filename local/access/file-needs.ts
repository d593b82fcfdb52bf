import { existsSync } from 'node:fs';
import { need, UNKNOWN_RESOURCE, type NeedsOf } from '#local/access/needs.ts';
import { placeOf } from '#local/services/files.ts';

/**
 * Of S3: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html. That an object is not there it
 * tells only who may list the bucket: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const fileNeeds =
  (folder: string, buckets: readonly string[]): NeedsOf =>
  ({ method, url = '' }) => {
    const [, bucket = '', ...key] = new URL(url, 'http://localhost').pathname.split('/').map(decodeURIComponent);
    const bucketArn = `arn:aws:s3:::${bucket}`;
    const objectArn = `${bucketArn}/${key.join('/')}`;
    if (method === 'PUT') return [need('s3:PutObject', objectArn)];
    if (method !== 'HEAD') return [need(`s3:${method}`, UNKNOWN_RESOURCE)];
    const read = need('s3:GetObject', objectArn);
    const place = placeOf(folder, buckets, url);
    return place !== null && existsSync(place) ? [read] : [read, need('s3:ListBucket', bucketArn)];
  };
