import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectors } from '#lib/connectors.ts';
import { askableErps, dev, functions, ofType, readable } from './template.ts';

const oneOrMore = z.union([z.array(z.unknown()), z.unknown().transform((value) => [value])]);
const statement = z.object({
  Effect: z.literal('Allow'),
  Action: oneOrMore.pipe(z.array(z.string())),
  Resource: oneOrMore,
  Condition: z.unknown().optional(),
});
const policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(statement) }),
  Roles: z.array(z.unknown()),
});

/** `action resource` for all that the policies of a role allow. */
const allowedTo = (role: unknown): string[] =>
  ofType('AWS::IAM::Policy')
    .map(({ Properties }) => policy.parse(Properties))
    .filter(({ Roles }) => Roles.some((each) => readable(each) === readable(role)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} ${readable(resource)}`)),
    )
    .sort();

const roleOf = (type: string) => ofType(type).map(({ Properties }) => Properties['RoleArn'])[0];

const table = (...actions: string[]) => actions.map((action) => `dynamodb:${action} LedgerTable`);
const readAndWrite = table('GetItem', 'UpdateItem');
const account = 'Region:AccountId';
const wake = ['Success', 'Failure'].map(
  (end) => `states:SendTask${end} arn:Partition:states:${account}:stateMachine:send-to-erp-dev`,
);
const start = ['states:StartExecution WorkflowStateMachine'];
const readKeys = ['secretsmanager:GetSecretValue LinkKeysSecret'];
const queueMails = ['sqs:SendMessage MailsQueue'];
const takeMails = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} MailsQueue`);
const setAside = ['sqs:SendMessage MailsSetAside'];
const listRequests = [...table('BatchGetItem'), 'dynamodb:Query LedgerTable/index/by_status'];
// CDK leaves hyphens out of names within a template.
const askErps = askableErps.map((id) => `lambda:InvokeFunction LookUps${id.replaceAll('-', '')}`);
const mail = ['identity/erp-dev@example.com', 'identity/example.com', 'configuration-set/MailsDeliverySet'].map(
  (name) => `ses:SendEmail arn:Partition:ses:${account}:${name}`,
);
const files = [
  's3:PutObject ExportsFilesBucket/*',
  's3:GetObject ExportsFilesBucket/*',
  's3:ListBucket ExportsFilesBucket',
];
/** A secret that is there, and one that is not there yet. */
const secret = (action: string, name: string) =>
  ['', '-??????'].map(
    (end) => `secretsmanager:${action} arn:Partition:secretsmanager:${account}:secret:send-to-erp/dev/*/${name}${end}`,
  );
const credentials = (erp: string) => secret('GetSecretValue', erp);

/** Where each sign-in replaces the refresh token. */
const rotates = (erp: string) => connectors.some(({ id, rotates_tokens: does }) => does && id === erp);
const tokens = (erp: string) =>
  rotates(erp)
    ? ['GetSecretValue', 'PutSecretValue', 'CreateSecret'].flatMap((action) => secret(action, `${erp}/tokens`))
    : [];

const expected: Record<string, string[]> = {
  api: [...readAndWrite, ...table('Query', 'BatchWriteItem'), ...listRequests, ...askErps, ...start, ...wake],
  approvals: [...readAndWrite, ...table('Query'), ...readKeys, ...askErps, ...start, ...wake],
  'request-approval': [...readAndWrite, ...queueMails, ...wake],
  'send-mails': [...readAndWrite, ...table('Query'), ...listRequests, ...readKeys, ...takeMails, ...setAside, ...mail],
  settle: [...readAndWrite, ...queueMails],
  sweep: [
    ...readAndWrite,
    ...table('Query'),
    ...queueMails,
    'dynamodb:Query LedgerTable/index/due',
    'dynamodb:Scan LedgerTable/index/by_status',
    ...start,
    ...wake,
  ],
  'count-waiting': [...table('GetItem', 'Query'), 'dynamodb:Query LedgerTable/index/by_status'],
  'seed-integrations': table('Query', 'UpdateItem'),
  ...Object.fromEntries(
    connectors.map(({ id, delivery }) => [
      `export ${id}`,
      [
        ...readAndWrite,
        ...table('Query'),
        ...queueMails,
        ...wake,
        ...(delivery === 'file' ? files : credentials(id)),
        ...tokens(id),
      ],
    ]),
  ),
  ...Object.fromEntries(
    askableErps.map((id) => [
      `look-up ${id}`,
      [...table('Query'), ...credentials(id), ...tokens(id), ...(rotates(id) ? readAndWrite : [])],
    ]),
  ),
};

/** What every function may do: its own logs, and traces, which IAM knows no resource for. */
const everyFunction = (logs: unknown) => [
  ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} ${readable(logs)}`),
  ...['PutTraceSegments', 'PutTelemetryRecords'].map((action) => `xray:${action} *`),
];

describe('each function may do what it does and nothing else', () => {
  it.each(functions())('$label', ({ label, Role, LoggingConfig }) => {
    expect(allowedTo(Role)).toEqual([...(expected[label] ?? []), ...everyFunction(LoggingConfig.LogGroup)].sort());
  });

  it('and all of them are listed here', () => {
    expect(Object.keys(expected).sort()).toEqual(
      functions()
        .map(({ label }) => label)
        .sort(),
    );
  });

  it('the pages that everybody can reach hold no credentials of an ERP, and those who hold them are called by no one else', () => {
    const holders = functions().filter(({ Role }) =>
      allowedTo(Role).some((each) => each.includes('secret:send-to-erp/dev/')),
    );
    expect(new Set(holders.map(({ name }) => name))).toEqual(new Set(['export', 'look-up']));
    const askers = functions().filter(({ Role }) => allowedTo(Role).some((each) => each.startsWith('lambda:')));
    expect(askers.map(({ name }) => name).sort()).toEqual(['api', 'approvals']);
  });

  it('a look-up gets at the leases of sign-ins, and at nothing else of the table that it could write', () => {
    const conditions = ofType('AWS::IAM::Policy')
      .flatMap(({ Properties }) => policy.parse(Properties).PolicyDocument.Statement)
      .flatMap(({ Action, Condition }) => (Action.includes('dynamodb:UpdateItem') && Condition ? [Condition] : []));
    const leases = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*#T'] } };
    expect(conditions).toEqual(askableErps.filter(rotates).map(() => leases));
  });

  it("mail only from the stage's address", () => {
    const conditions = ofType('AWS::IAM::Policy')
      .flatMap(({ Properties }) => policy.parse(Properties).PolicyDocument.Statement)
      .flatMap(({ Action, Condition }) => (Action.includes('ses:SendEmail') ? [Condition] : []));
    expect(conditions).toEqual([{ StringEquals: { 'ses:FromAddress': 'erp-dev@example.com' } }]);
  });
});

describe('the services that call functions', () => {
  it('the state machine: the functions it names, and the logs and traces that AWS gives no resource for', () => {
    const called = functions()
      .filter(({ name }) => ['request-approval', 'settle', 'export'].includes(name))
      .map(({ id }) => `lambda:InvokeFunction ${readable({ Ref: id })}`);
    const allowed = allowedTo(roleOf('AWS::StepFunctions::StateMachine'));
    expect(allowed.filter((each) => !/^(logs|xray):\w+ \*$/.test(each))).toEqual(called.sort());
  });

  it('the schedule: the sweep', () => {
    const { RoleArn } = z
      .object({ RoleArn: z.unknown() })
      .parse(ofType('AWS::Scheduler::Schedule')[0]?.Properties['Target']);
    expect(allowedTo(RoleArn)).toEqual(['lambda:InvokeFunction SweeperSweep']);
  });

  it('and no schedule of another account has it called', () => {
    const [role] = ofType('AWS::IAM::Role').filter(({ id }) => readable({ Ref: id }) === 'SweeperEveryMinuteRole');
    expect(JSON.stringify(role?.Properties)).toContain('"Condition":{"StringEquals":{"aws:SourceAccount":');
  });

  it("CDK's provider: the seeding", () => {
    const provider = ofType('AWS::Lambda::Function').find(
      ({ Properties }) => Properties['Handler'] === 'framework.onEvent',
    );
    const allowed = allowedTo(provider?.Properties['Role']).filter((each) => !each.startsWith('logs:'));
    expect(allowed).toEqual(['lambda:GetFunction IntegrationsSeed', 'lambda:InvokeFunction IntegrationsSeed']);
  });

  it('the HTTP API: the two functions behind its routes', () => {
    const callers = ofType('AWS::Lambda::Permission').map(({ Properties }) => [
      readable(Properties['FunctionName']),
      Properties['Principal'],
      readable(Properties['SourceArn']),
    ]);
    const ofThisApi = `arn:Partition:execute-api:${account}:HttpApi/*/*/*`;
    expect(callers.sort()).toEqual([
      ['ApprovalPagesApprovals', 'apigateway.amazonaws.com', ofThisApi],
      ['RequestApi', 'apigateway.amazonaws.com', ofThisApi],
    ]);
  });
});

describe('the whole template', () => {
  const statements = ofType('AWS::IAM::Policy').flatMap(
    ({ Properties }) => policy.parse(Properties).PolicyDocument.Statement,
  );

  it('allows something on everything only where AWS knows no narrower resource', () => {
    const everywhere = statements.flatMap(({ Action, Resource }) => (Resource.includes('*') ? Action : []));
    const services = new Set(everywhere.map((action) => action.split(':')[0]));
    expect(services).toEqual(new Set(['xray', 'logs']));
    const onlyByStepFunctions = everywhere.filter((action) => action.startsWith('logs:')).sort();
    expect(onlyByStepFunctions).toEqual([
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ]);
  });

  it('T61: names every action in full, and none that deletes anything but a task of the queue that is done', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    const deleting = actions.filter((action) => /delete|remove|purge|overwrite/i.test(action));
    expect(deleting.sort()).toEqual(['logs:DeleteLogDelivery', 'sqs:DeleteMessage']);
    // BatchWriteItem covers deletes in a batch as well: only the API, which must store snapshots, has it.
    const inBatches = functions().filter(({ Role }) => allowedTo(Role).some((each) => each.includes('BatchWriteItem')));
    expect(inBatches.map(({ name }) => name)).toEqual(['api']);
  });

  it('leaves no right outside these policies', () => {
    for (const { Properties } of ofType('AWS::IAM::Role')) {
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
      expect(JSON.stringify(Properties)).not.toMatch(/"AWS":/);
    }
    const others = Object.values(dev.Resources)
      .map(({ Type }) => Type)
      .filter((type) => type.startsWith('AWS::IAM::'));
    expect(new Set(others)).toEqual(new Set(['AWS::IAM::Role', 'AWS::IAM::Policy']));
  });
});
