import type { FunctionName } from '#env';
import { planOf } from '#local/cloud-plan.ts';
import { credentialSecrets } from '#local/credentials.ts';
import { openDataDir, usingDataDir } from '#local/data-dir.ts';
import { CannotStart } from '#local/failure.ts';
import { openFront } from '#local/front.ts';
import { Functions } from '#local/functions/functions.ts';
import { httpApi } from '#local/http-api/http-api.ts';
import { openIssuer } from '#local/issuer.ts';
import type { Json } from '#local/json.ts';
import { withOwnPaths } from '#local/pages/only-here.ts';
import { site } from '#local/pages/site.ts';
import { platformVariables } from '#local/platform.ts';
import { prepare } from '#local/prepare/prepare.ts';
import type { Progress } from '#local/progress.ts';
import { startSchedules } from '#local/schedules.ts';
import { Mailbox } from '#local/services/mail.ts';
import { openServices } from '#local/services/services.ts';
import type { Settings } from '#local/settings.ts';
import { issuerOf, localStage } from '#local/stage.ts';
import { Walk } from '#local/walk/walk.ts';
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
export const start = async (settings: Settings, progress: Progress): Promise<LocalCloud> => {
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
  const plan = planOf(await prepare(localStage(settings, front.url), dataDir.bundles), front.url);

  const stopping = new AbortController();
  const workflow = workflowOf(plan.stateMachine, {
    call: (name, payload) => functions.call(name, payload),
    stopped: stopping.signal,
    onEnd: (record, outcome) => progress.ended(record, outcome),
  });
  const services = await usingDataDir(settings.dataDir, () =>
    openServices({
      plan,
      dataDir,
      mailbox,
      workflow,
      credentials: credentialSecrets(settings.erp, plan.functions),
      onFile: (name) => progress.exported(name),
    }),
  );
  opened.defer(() => services.close());
  const functions = new Functions(plan.functions, {
    bundles: dataDir.bundles,
    logs: dataDir.logs,
    platform: platformVariables(services.endpoints),
  });
  opened.defer(() => functions.stop());
  opened.defer(() => stopping.abort());

  functions.warm(API);
  for (const { target, event } of plan.seedings) {
    const answer = await functions.call(target, event);
    if (!answer.ok) throw new CannotStart(`${target} failed: ${answer.errorType}: ${answer.errorMessage}`);
  }
  const { url } = front;
  const walk = new Walk(url);
  const service = httpApi(plan.routes, issuer.keys, functions, clock);
  front.answerWith(withOwnPaths(site({ url, issuer, mailbox, exportsFolder: dataDir.exports, walk }), service));

  const callAndTell = async (target: string, input: Json): Promise<void> => {
    progress.called(target, await functions.call(target, input));
  };
  // All executions ended with the last process; whatever is open in the ledger gets a new one.
  void callAndTell(SWEEPER, { scope: 'open' });
  opened.defer(startSchedules(plan.schedules, (target, input) => void callAndTell(target, input)));

  const running = opened.move();
  return { url, stop: () => running.disposeAsync() };
};
