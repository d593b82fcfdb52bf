import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { removalPolicyOf, type Stage } from '#lib/stage-settings.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The only truth about projects and requests, and what may be done with it: a right per way of using it, none to delete. */
export class LedgerTable extends Construct {
  readonly tableName: string;
  readonly #table: Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.#table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      // AWS's key for DynamoDB: its use stands in CloudTrail, and it costs no monthly fee.
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.keepsData,
      removalPolicy: removalPolicyOf(stage),
    });
    this.#addKeysIndex('due', 'due_shard', 'due_at');
    this.#addKeysIndex('by_status', 'company_status', 'sent_at_id');
    this.tableName = this.#table.tableName;
  }

  /** Read a project and write its successor: what every transition needs. */
  grantTransitions(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** Read projects and their requests. */
  grantReading(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:GetItem']);
  }

  /**
   * Store the snapshot of a new request, and the closed request it replaces, in one call. IAM has no narrower right for that:
   * this one covers deletes in a batch too, so nobody else gets it.
   */
  grantSending(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:BatchWriteItem']);
  }

  /** Read the integrations of a company. */
  grantIntegrations(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:Query']);
  }

  /** Write integrations, as a deployment does. */
  grantSeeding(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:Query', 'dynamodb:UpdateItem']);
  }

  /** Take and give back the leases of sign-ins, and touch nothing else of the table. Whoever has all transitions needs it not. */
  grantLeases(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resourceArns: [this.#table.tableArn],
      // Their partitions: functions/aws/erp-tokens.ts.
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*#T'] } },
    });
  }

  /** List the requests of a company by status. */
  grantListing(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:BatchGetItem']);
    this.#grantIndex(grantee, 'by_status', 'dynamodb:Query');
  }

  /** Find what waits, company by company, and read it. */
  grantCounting(grantee: IGrantable): void {
    this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query']);
    this.#grantIndex(grantee, 'by_status', 'dynamodb:Query');
  }

  /** Find projects that somebody must look at: those that are due, and after a loss of executions all that are open. */
  grantSweeping(grantee: IGrantable): void {
    this.#grantIndex(grantee, 'due', 'dynamodb:Query');
    this.#grantIndex(grantee, 'by_status', 'dynamodb:Scan');
  }

  #addKeysIndex(indexName: string, partitionKey: string, sortKey: string): void {
    this.#table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  #grant(grantee: IGrantable, actions: string[]): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.#table.tableArn] });
  }

  #grantIndex(grantee: IGrantable, index: string, action: string): void {
    const resourceArns = [`${this.#table.tableArn}/index/${index}`];
    Grant.addToPrincipal({ grantee, actions: [action], resourceArns });
  }
}
