import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Stage } from '#lib/stage-settings.ts';

/** In a bucket with versions the first expiry only hides a file. */
const forgettingAfter = (age: Duration) => ({ expiration: age, noncurrentVersionExpiration: Duration.days(1) });

/** Where files wait for an accountant. */
export class ExportBucket extends Construct {
  readonly bucketName: string;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, { exportFileDays: days }: Stage) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      ...(days !== undefined && { lifecycleRules: [forgettingAfter(Duration.days(days))] }),
      // In every stage: a file that nobody has loaded yet outlives its stack, and CloudFormation deletes no full bucket.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bucketName = this.#bucket.bucketName;
  }

  /** Write files and see which exist. Without ListBucket S3 answers 403, not 404, for a file that does not exist. */
  grantFiles(grantee: IGrantable): void {
    const actions = ['s3:PutObject', 's3:GetObject'];
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.#bucket.arnForObjects('*')] });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.#bucket.bucketArn] });
  }
}
