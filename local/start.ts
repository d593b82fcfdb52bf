import { rmSync } from 'node:fs';
import type { FunctionName } from '#env';
import { Access } from '#local/access/access.ts';
import { admitting } from '#local/access/guard.ts';
import { callingAs, callingForRoutes } from '#local/access/invocations.ts';
import { refuseAsJson } from '#local/access/refusals.ts';
import { queueNeeds } from '#local/access/service-needs.ts';
import { planOf } from '#local/cloud-plan.ts';
import { credentialSecrets } from '#local/credentials.ts';
import { openDataDir, usingDataDir } from '#local/data-dir.ts';
import { deploymentOf } from '#local/deployment.ts';
import { openLocalErp } from '#local/erp/local-erp.ts';
import { CannotStart } from '#local/failure.ts';
import { openFront } from '#local/front.ts';
import { Functions } from '#local/functions/functions.ts';
import { httpApi } from '#local/http-api/http-api.ts';
import { NO_INSTRUMENTS, type Instruments } from '#local/instruments.ts';
import { openIssuer } from '#local/issuer.ts';
import { withOwnPaths } from '#local/pages/only-here.ts';
import { site } from '#local/pages/site.ts';
import { platformVariables } from '#local/platform.ts';
import { writeWhole } from '#local/private-file.ts';
import { prepare } from '#local/prepare/prepare.ts';
import type { Progress } from '#local/progress.ts';
import { pollQueues } from '#local/queues/polling.ts';
import { openQueueServer } from '#local/queues/queue-server.ts';
import { createQueues } from '#local/queues/queues.ts';
import { EventBuses } from '#local/services/events.ts';
import { Mailbox } from '#local/services/mail.ts';
import { openServices } from '#local/services/services.ts';
import { tapAll } from '#local/services/tap.ts';
import type { Settings } from '#local/settings.ts';
import { Codes } from '#local/sign-in/codes.ts';
import { issuerOf, localStage } from '#local/stage.ts';
import { Walk } from '#local/walk/walk.ts';
import type { CallFunction } from '#local/workflow/task.ts';
import { workflowOf } from '#local/workflow/workflow.ts';

const API: FunctionName = 'api';
const SWEEPER: FunctionName = 'sweep';

/** The service, running on this machine. */
export interface LocalCloud {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts everything that the template of the local stage describes, on the data in DATA_DIR.
 * @throws {CannotStart} in one line, when settings, port, DATA_DIR or template do not allow it. Nothing is left running then.
 */
export const start = async (
  settings: Settings,
  progress: Progress,
  instruments: Instruments = NO_INSTRUMENTS,
): Promise<LocalCloud> => {
  await using opened = new AsyncDisposableStack();
  const front = await openFront(settings.port);
  opened.defer(() => front.close());
  const dataDir = await openDataDir(settings.dataDir);
  opened.defer(() => dataDir.lock.release());

  const clock = (): Date => new Date();
  const issuer = await usingDataDir(settings.dataDir, () => openIssuer(dataDir.issuerKey, issuerOf(front.url), clock));
  const mailbox = await usingDataDir(
    settings.dataDir,
    () => new Mailbox(dataDir.mails, clock, (mail) => progress.mailed(mail)),
  );
  const places = { journalOf: dataDir.erpJournal, port: settings.port === 0 ? 0 : settings.port + 1 };
  const erp = await usingDataDir(settings.dataDir, () => openLocalErp(settings.erp, places, clock));
  opened.defer(async () => erp.double?.close());
  const opening = openQueueServer();
  opened.defer(async () => (await opening).close());
  const preparing = prepare(localStage(settings, erp, front.url), dataDir.bundles);
  const [template, queues] = await Promise.all([preparing, opening]);
  const plan = planOf(template, { api: front.url, queues: queues.url });
  await createQueues(plan.queues, queues);
  const eventBuses = await usingDataDir(settings.dataDir, () => new EventBuses(plan.eventBuses, dataDir.events));
  const onRefusal = (message: string): void => {
    progress.refused(message);
    instruments.watch.onRefusal?.(message);
  };
  const access = new Access(plan.intrinsics, plan.functions, { ...instruments.watch, onRefusal });
  queues.admitWith(admitting(access, queueNeeds, refuseAsJson));

  const stopping = new AbortController();
  const call: CallFunction = (name, event) => functions.call(name, event);
  const workflow = workflowOf(plan.stateMachine, {
    call: callingAs(access, { name: 'the state machine', principal: plan.stateMachine.role }, call),
    stopped: stopping.signal,
    sleep: instruments.sleep,
    onEnd: (record, outcome) => progress.ended(record, outcome),
  });
  const services = await usingDataDir(settings.dataDir, () =>
    openServices({
      plan,
      access,
      dataDir,
      mailbox,
      eventBuses,
      workflow,
      call,
      credentials: credentialSecrets(erp, plan.functions),
      onFile: (name) => progress.exported(name),
    }),
  );
  opened.defer(() => services.close());
  const endpoints = { ...services.endpoints, SQS: queues.url };
  writeWhole(dataDir.deployment, JSON.stringify(deploymentOf(plan.intrinsics, endpoints)));
  opened.defer(() => rmSync(dataDir.deployment, { force: true }));
  const tapped = await tapAll(endpoints, instruments.tap);
  opened.defer(() => tapped.close());
  const functions = new Functions(plan.functions, {
    bundles: dataDir.bundles,
    logs: dataDir.logs,
    platform: platformVariables(tapped.endpoints),
    around: instruments.around,
  });
  opened.defer(() => functions.stop());
  opened.defer(() => stopping.abort());

  functions.warm(API);
  for (const { by, target, event } of plan.seedings) {
    const answer = await callingAs(access, { name: by.name, principal: by.role }, call)(target, event);
    if (!answer.ok) throw new CannotStart(`${target} failed: ${answer.errorType}: ${answer.errorMessage}`);
  }
  const { url } = front;
  const walk = new Walk(url);
  const service = httpApi(plan.routes, issuer.keys, callingForRoutes(access, call), clock);
  const codes = new Codes(clock);
  const exportsFolder = dataDir.exports;
  front.answerWith(withOwnPaths(site({ url, issuer, codes, mailbox, eventBuses, exportsFolder, walk, erp }), service));

  const callAndTell: CallFunction = async (name, event) => {
    const answer = await call(name, event);
    if (!stopping.signal.aborted) progress.called(name, answer);
    return answer;
  };
  void pollQueues(plan.eventSources, { server: queues, call: callAndTell, stopped: stopping.signal });
  // All executions ended with the last process; whatever is open in the ledger gets a new one.
  void callAndTell(SWEEPER, { scope: 'open' });
  opened.defer(
    instruments.startSchedules(plan.schedules, ({ role, target, input }) => {
      void callingAs(access, { name: 'the schedule', principal: role }, callAndTell)(target, input);
    }),
  );

  const running = opened.move();
  return { url, stop: () => running.disposeAsync() };
};
