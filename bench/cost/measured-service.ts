import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { walkedBy } from '#bench/cost/histories.ts';
import { loggedIn } from '#bench/cost/logged.ts';
import { Recorder } from '#bench/cost/recorder.ts';
import type { Usage } from '#bench/cost/usage.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { DEPLOYMENT_FILE, localDeployment, type LocalDeployment } from '#local/deployment.ts';
import { Progress } from '#local/progress.ts';
import { readSettings } from '#local/settings.ts';
import { start, type LocalCloud } from '#local/start.ts';
import { linkIn, Walk, type ArrivedMail } from '#local/walk/walk.ts';
import type { Sleep } from '#local/workflow/sleep.ts';

/** Company 1 has three; what is counted is a request that one person is asked about. */
const APPROVER = 'approver';

/** Nothing runs for so long: a life is over. A message in the queue is taken within a few milliseconds. */
const QUIET_MS = 500;
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/** The whole service in this process, as `npm start` runs it, with what counts around it. */
export class MeasuredService {
  readonly #cloud: LocalCloud;
  readonly #dataDir: string;
  readonly #recorder: Recorder;
  readonly #deployment: LocalDeployment;

  private constructor(cloud: LocalCloud, dataDir: string, recorder: Recorder) {
    this.#cloud = cloud;
    this.#dataDir = dataDir;
    this.#recorder = recorder;
    this.#deployment = localDeployment.parse(JSON.parse(readFileSync(join(dataDir, DEPLOYMENT_FILE), 'utf8')));
  }

  /** `variables`: as `npm start` takes them. `sleep`: the clock of the state machine. */
  static async start(variables: Readonly<Record<string, string>>, sleep: Sleep): Promise<MeasuredService> {
    const dataDir = await mkdtemp(join(tmpdir(), 'send-to-erp-cost-'));
    const settings = readSettings({ PORT: '0', DATA_DIR: dataDir, ...variables });
    const journal = join(dataDir, `erp-${settings.erp.id}.jsonl`);
    const recorder = new Recorder(() =>
      existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0,
    );
    const cloud = await start(settings, new Progress(() => undefined), { ...recorder.instruments, sleep });
    const service = new MeasuredService(cloud, dataDir, recorder);
    await service.#leaveOneApprover();
    return service;
  }

  get url(): string {
    return this.#cloud.url;
  }

  get walk(): Walk {
    return new Walk(this.url);
  }

  async stop(): Promise<void> {
    await this.#cloud.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  /** Counts what `life` uses, and what follows from it until nothing happens any more. */
  async usageOf(life: () => Promise<void>): Promise<Usage> {
    await this.rest(QUIET_MS);
    this.#recorder.take();
    const before = this.#logged();
    await life();
    await this.rest(QUIET_MS);
    const { started, ...counted } = this.#recorder.take();
    const after = this.#logged();
    const executions = (this.#deployment.outputs['StateMachineArn'] ?? '').replace(':stateMachine:', ':execution:');
    const states = new SFNClient(this.#client('SFN'));
    return {
      ...counted,
      ...(await walkedBy(
        states,
        started.map((name) => `${executions}:${name}`),
      )),
      logLines: after.lines - before.lines,
      logBytes: after.bytes - before.bytes,
    };
  }

  /** The link in the mail by which the approver is asked about a request. */
  async linkFor(requestId: string): Promise<string> {
    const [mail] = await this.mailsAbout(requestId, 1);
    const link = mail === undefined ? null : linkIn(mail);
    if (link === null) throw new Error('The first mail about a request has no link.');
    return link;
  }

  /** Waits until so many mails about a request have arrived. */
  mailsAbout(requestId: string, count: number): Promise<ArrivedMail[]> {
    return this.until(async () => {
      const mails = (await this.walk.mails()).filter(({ subject }) => subject.includes(requestId));
      return mails.length >= count ? mails : null;
    });
  }

  /** Looks again and again until there is something. @throws {Error} when there is nothing after a minute. */
  async until<T>(look: () => Promise<T | null>): Promise<T> {
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      const found = await look();
      if (found !== null) return found;
      await setTimeout(LOOK_AGAIN_MS);
    }
    throw new Error('What was waited for has not come within a minute.');
  }

  /** Has the sweeper look for what is due, as it does every minute. */
  async sweep(): Promise<void> {
    const lambda = new LambdaClient(this.#client('LAMBDA'));
    await lambda.send(new InvokeCommand({ FunctionName: 'sweep', Payload: JSON.stringify({ scope: 'due' }) }));
  }

  /** Changes what stands in the ledger, uncounted. @throws {Error} when the project was never sent. */
  async rewrite(projectId: number, change: (record: ProjectRecord) => ProjectRecord): Promise<void> {
    const ledger = dynamoLedger({ client: new DynamoDBClient(this.#client('DYNAMODB')), name: this.#table });
    const record = await ledger.read({ companyId: 1, projectId });
    if (record === null) throw new Error(`Project ${projectId} is not in the ledger.`);
    await ledger.write(record, { ...change(record), version: record.version + 1 });
  }

  /** Has the double of the ERP behave in one of its ways. */
  async behave(mood: 'well' | 'throttled'): Promise<void> {
    const answer = await fetch(`${this.url}/local/erp/behave`, { method: 'POST', body: new URLSearchParams({ mood }) });
    if (!answer.ok) throw new Error(`The double of the ERP answered ${answer.status}.`);
  }

  /** Waits until nothing has run for so long. */
  rest(ms: number): Promise<true> {
    return this.until(() => Promise.resolve(this.#recorder.isQuietSince(ms) ? true : null));
  }

  get #table(): string {
    return this.#deployment.outputs['TableName'] ?? '';
  }

  #logged() {
    return loggedIn(join(this.#dataDir, 'logs'));
  }

  #client(service: string) {
    return {
      endpoint: this.#deployment.environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
      region: this.#deployment.environment['AWS_REGION'] ?? '',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
  }

  async #leaveOneApprover(): Promise<void> {
    const client = new DynamoDBClient(this.#client('DYNAMODB'));
    const integrations = dynamoIntegrations(client, this.#table, () => new Date());
    const [known] = await integrations.list(1);
    if (known === undefined) throw new Error('Company 1 has no integration.');
    const { connection: _, ...integration } = known;
    const approvers = integration.approvers.filter(({ id }) => id === APPROVER);
    await integrations.put({ ...integration, approvers }, null);
  }
}
