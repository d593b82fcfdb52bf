import type { Clock } from '#domain/ports.ts';
import type { Report } from '#ops/command.ts';
import { NoDeployment, ofThisMachine } from '#ops/deployment.ts';
import { checkoutOf } from '#ops/doctor/checkout.ts';
import { localChecks, stackChecks } from '#ops/doctor/checks.ts';
import { awsClients, type AwsClients } from '#ops/doctor/clients.ts';
import { examine, reportOf } from '#ops/doctor/report.ts';
import { readStack, type Stack } from '#ops/doctor/stack.ts';
import { Deployed, DeployedStack } from '#ops/doctor/subject.ts';

const clock: Clock = () => new Date();

/** @throws {NoDeployment} when there is none, or CloudFormation cannot be asked. */
const stackOf = async (aws: AwsClients, name: string, region: string): Promise<Stack> => {
  const stack = await readStack(aws.stacks, name).catch((cause: unknown) => {
    const kind = cause instanceof Error ? cause.name : 'an unknown error';
    const what = `CloudFormation did not say what ${name} in ${region} is (${kind}).`;
    throw new NoDeployment(`${what} Look at the credentials, region and network of this machine.`, { cause });
  });
  if (stack !== null) return stack;
  const where = 'look at --stage, AWS_REGION and AWS_PROFILE, or deploy it';
  throw new NoDeployment(`There is no stack ${name} in ${region} of this account: ${where}.`);
};

/** Looks at the stack of a stage. @throws {NoDeployment} */
export const examineStage = async (stage: string): Promise<Report> => {
  const aws = awsClients();
  const region = await aws.stacks.config.region();
  const name = `send-to-erp-${stage}`;
  const [stack, checkout] = await Promise.all([stackOf(aws, name, region), checkoutOf(stage)]);
  const subject = new DeployedStack(stack, checkout, { aws, clock, fetch });
  return reportOf(`${name} in ${region}`, await examine(stackChecks, subject));
};

/** Looks at what `npm start` runs. @throws {NoDeployment} */
export const examineThisMachine = async (): Promise<Report> => {
  // Afterwards the environment leads to the machine's own services.
  const outputs = await ofThisMachine(process.env);
  const subject = new Deployed(outputs, { aws: awsClients(), clock, fetch });
  return reportOf('What npm start runs', await examine(localChecks, subject));
};
