import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { bucketFiles } from '#aws/export-files.ts';

const underTest = () => {
  const client = new S3Client({ region: 'eu-west-1' });
  return { files: bucketFiles(client, 'exports'), s3: mockClient(client) };
};

describe('export files', () => {
  it('are written whole', async () => {
    const { files, s3 } = underTest();
    s3.on(PutObjectCommand).resolves({});
    await files.put('1/42.csv', 'job,name\r\n', 'text/csv; charset=utf-8');
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'exports',
      Key: '1/42.csv',
      Body: 'job,name\r\n',
      ContentType: 'text/csv; charset=utf-8',
    });
  });

  it('exist or do not; what S3 will not say is an error', async () => {
    const { files, s3 } = underTest();
    s3.on(HeadObjectCommand)
      .resolvesOnce({})
      .rejectsOnce(new NotFound({ message: 'UnknownError', $metadata: { httpStatusCode: 404 } }))
      .rejectsOnce(Object.assign(new Error('Forbidden'), { name: '403' }));
    expect(await files.exists('1/42.csv')).toBe(true);
    expect(await files.exists('1/43.csv')).toBe(false);
    await expect(files.exists('1/44.csv')).rejects.toThrow('Forbidden');
  });
});
