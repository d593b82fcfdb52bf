import { GetBucketVersioningCommand, GetPublicAccessBlockCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';

const ofAccess = async ({ aws }: DeployedStack, Bucket: string): Promise<Finding[]> => {
  const asked = aws.files.send(new GetPublicAccessBlockCommand({ Bucket }));
  const found = await asked.catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NoSuchPublicAccessBlockConfiguration') return null;
    throw error;
  });
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    found?.PublicAccessBlockConfiguration ?? {};
  if (BlockPublicAcls && BlockPublicPolicy && IgnorePublicAcls && RestrictPublicBuckets) return [];
  const mend = `aws s3api put-public-access-block --bucket ${Bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`;
  return [
    fault(
      `The bucket ${Bucket} could be opened to the public: its block is off.`,
      `${mend}; then find out who did it.`,
    ),
  ];
};

const ofVersions = async ({ aws }: DeployedStack, Bucket: string): Promise<Finding[]> => {
  const { Status: status } = await aws.files.send(new GetBucketVersioningCommand({ Bucket }));
  if (status === 'Enabled') return [];
  const mend = `aws s3api put-bucket-versioning --versioning-configuration Status=Enabled --bucket ${Bucket}`;
  return [fault(`The bucket ${Bucket} keeps no versions: a file that is written anew is lost.`, mend)];
};

const ofBucket = async (deployed: DeployedStack, Bucket: string): Promise<Finding[]> => {
  if ((await orNull(deployed.aws.files.send(new HeadBucketCommand({ Bucket })))) === null) {
    const what = `The bucket ${Bucket} is gone: nothing is exported into files.`;
    return [fault(what, `aws s3api create-bucket --bucket ${Bucket}, then deploy a change of it for its settings.`)];
  }
  return ofEach([ofAccess, ofVersions], (look) => look(deployed, Bucket));
};

/** Whether the bucket for import files is there, closed to the public, and keeps versions. */
export const filesCheck: Check<DeployedStack> = {
  name: 'files',
  permissions: ['s3:ListBucket', 's3:GetBucketPublicAccessBlock', 's3:GetBucketVersioning'],
  run: async (deployed) =>
    ofEach(deployed.resources('AWS::S3::Bucket', z.object({})), ({ id }) => ofBucket(deployed, id)),
};
