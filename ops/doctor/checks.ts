import * as z from 'zod';
import { issuerOf } from '#local/stage.ts';
import type { Check } from '#ops/doctor/check.ts';
import { alarmsCheck } from '#ops/doctor/checks/alarms.ts';
import { answersCheck } from '#ops/doctor/checks/answers.ts';
import { apiCheck } from '#ops/doctor/checks/api.ts';
import { authorizerCheck, wantedIssuer } from '#ops/doctor/checks/authorizer.ts';
import { checkoutCheck } from '#ops/doctor/checks/checkout.ts';
import { clockCheck } from '#ops/doctor/checks/clock.ts';
import { credentialsCheck } from '#ops/doctor/checks/credentials.ts';
import { filesCheck } from '#ops/doctor/checks/files.ts';
import { functionsCheck } from '#ops/doctor/checks/functions.ts';
import { integrationsCheck } from '#ops/doctor/checks/integrations.ts';
import { issuerCheck } from '#ops/doctor/checks/issuer.ts';
import { linkKeysCheck } from '#ops/doctor/checks/link-keys.ts';
import { logsCheck } from '#ops/doctor/checks/logs.ts';
import { mailQueueCheck } from '#ops/doctor/checks/mail-queue.ts';
import { mailSourceCheck } from '#ops/doctor/checks/mail-source.ts';
import { outputsCheck } from '#ops/doctor/checks/outputs.ts';
import { overdueCheck } from '#ops/doctor/checks/overdue.ts';
import { scheduleCheck } from '#ops/doctor/checks/schedule.ts';
import { seedingCheck } from '#ops/doctor/checks/seeding.ts';
import { senderCheck } from '#ops/doctor/checks/sender.ts';
import { setAsideCheck } from '#ops/doctor/checks/set-aside.ts';
import { stackCheck } from '#ops/doctor/checks/stack.ts';
import { tableCheck } from '#ops/doctor/checks/table.ts';
import { workflowCheck } from '#ops/doctor/checks/workflow.ts';
import type { Deployed, DeployedStack } from '#ops/doctor/subject.ts';
import { variableIn } from '#ops/doctor/template.ts';

/** What can be the matter with any deployment. */
const everywhere: readonly Check<Deployed>[] = [
  integrationsCheck,
  credentialsCheck,
  setAsideCheck,
  overdueCheck,
  clockCheck,
];

/** All checks of a stack, in the order in which findings are told: what explains others comes first. */
export const stackChecks: readonly Check<DeployedStack>[] = [
  stackCheck,
  checkoutCheck,
  outputsCheck,
  answersCheck(({ wanted }) => z.string().safeParse(variableIn(wanted, 'PUBLIC_URL')).data),
  apiCheck,
  authorizerCheck,
  issuerCheck(({ wanted }) => ({
    issuer: wantedIssuer(wanted),
    signsIn: variableIn(wanted, 'CLIENT_ID') !== undefined,
  })),
  functionsCheck,
  tableCheck,
  workflowCheck,
  scheduleCheck,
  seedingCheck,
  linkKeysCheck,
  senderCheck,
  mailSourceCheck,
  mailQueueCheck,
  ...everywhere,
  filesCheck,
  alarmsCheck,
  logsCheck,
];

/** Those of what `npm start` runs: it has no stack, and an issuer of its own. */
export const localChecks: readonly Check<Deployed>[] = [
  answersCheck(() => undefined),
  issuerCheck((deployed) => ({ issuer: issuerOf(deployed.output('ApiUrl')), signsIn: true })),
  ...everywhere,
];
