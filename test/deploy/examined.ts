import * as z from 'zod';
import { checkStage } from '#lib/stage-check.ts';
import { synthesise } from '#lib/synthesise.ts';
import { stackChecks } from '#ops/doctor/checks.ts';
import type { AwsClients } from '#ops/doctor/clients.ts';
import { examine } from '#ops/doctor/report.ts';
import { readStack } from '#ops/doctor/stack.ts';
import { DeployedStack } from '#ops/doctor/subject.ts';
import { readTemplate, type Template } from '#ops/doctor/template.ts';
import { adapted } from './adaptations.ts';
import { NAME, type DeployedStage } from './deployed-stage.ts';

const clock = () => new Date();

/** What this checkout would deploy: the stage is not one of lib/stages.ts, so the program itself cannot know it. */
export const templateOf = ({ settings }: Pick<DeployedStage, 'settings'>): Template =>
  readTemplate(adapted(z.json().parse(synthesise(checkStage(settings)))));

/**
 * Node does not resolve the host name of the emulated API; whoever stands in front of it passes all calls on. On a busy machine
 * the emulator takes longer to start a Lambda than people would wait, so nobody gives up.
 */
const through =
  ({ outputs, url }: Pick<DeployedStage, 'outputs' | 'url'>): typeof fetch =>
  (asked) =>
    fetch(typeof asked === 'string' ? asked.replace(outputs.ApiUrl, url) : asked);

/** All that doctor finds, each in one line. */
export const examined = async (
  stage: Pick<DeployedStage, 'outputs' | 'url'>,
  aws: AwsClients,
  template: Template,
): Promise<string[]> => {
  const stack = await readStack(aws.stacks, `send-to-erp-${NAME}`);
  if (stack === null) throw new Error('There is no stack.');
  const subject = new DeployedStack(stack, { template }, { aws, clock, fetch: through(stage) });
  const all = await examine(stackChecks, subject);
  return all.flatMap(({ check, findings }) => findings.map(({ kind, what }) => `${check} ${kind}: ${what}`));
};
