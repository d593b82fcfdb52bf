import { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Aspects, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Mails every alarm of the stack, also of constructs that come later. The address must confirm a mail from SNS first. */
export class AlarmMail extends Construct {
  constructor(scope: Construct, id: string, address: string) {
    super(scope, id);
    const topic = encryptedTopic(this);
    topic.addSubscription(new EmailSubscription(address));
    const action = new SnsAction(topic);
    Aspects.of(Stack.of(this)).add({
      visit: (node) => {
        if (node instanceof AlarmBase) node.addAlarmAction(action);
      },
    });
  }
}

/** CloudWatch gets no right to AWS's key for SNS, so the topic has one of its own: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns. */
const encryptedTopic = (scope: Construct): Topic => {
  const alarms = new ServicePrincipal('cloudwatch.amazonaws.com');
  const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
  const key = new Key(scope, 'Key', {
    description: 'Encrypts alarms on their way to a mailbox.',
    enableKeyRotation: true,
    // What it encrypted has been delivered long before.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [alarms],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions,
    }),
  );
  const topic = new Topic(scope, 'Topic', { masterKey: key, enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({ principals: [alarms], actions: ['sns:Publish'], resources: [topic.topicArn], conditions }),
  );
  return topic;
};
