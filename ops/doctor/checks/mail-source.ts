import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, orNull, type Finding } from '#ops/doctor/finding.ts';
import type { DeployedStack, Resource } from '#ops/doctor/subject.ts';
import { referredTo } from '#ops/doctor/template.ts';

const form = z.object({ FunctionName: z.unknown() });

const EFFECT = 'mails stay in the queue';

const ofMapping = async (
  deployed: DeployedStack,
  { id, wanted }: Resource<z.output<typeof form>>,
): Promise<Finding[]> => {
  const mapping = await orNull(deployed.aws.functions.send(new GetEventSourceMappingCommand({ UUID: id })));
  if (mapping === null) {
    const todo =
      'Create it again by hand as the template has it (aws lambda create-event-source-mapping), or deploy a template without it and then this one.';
    return [fault(`The event source mapping ${id} of the mail queue is gone: ${EFFECT}.`, todo)];
  }
  const { State: state = 'unknown', FunctionArn: calls = 'nothing', StateTransitionReason: reason } = mapping;
  const sender = deployed.idOf(referredTo(wanted.FunctionName));
  return [
    ...(state === 'Enabled'
      ? []
      : [
          fault(
            `The event source mapping ${id} of the mail queue is ${state} (${reason ?? 'no reason given'}): ${EFFECT}.`,
            `aws lambda update-event-source-mapping --enabled --uuid ${id}`,
          ),
        ]),
    ...(calls.split(':').includes(sender)
      ? []
      : [
          fault(
            `The mail queue is taken from by ${calls}, not by ${sender}: ${EFFECT}.`,
            `aws lambda update-event-source-mapping --function-name ${sender} --uuid ${id}`,
          ),
        ]),
  ];
};

/** Whether the function that sends mails gets what is in the queue. */
export const mailSourceCheck: Check<DeployedStack> = {
  name: 'mail-source',
  permissions: ['lambda:GetEventSourceMapping'],
  run: async (deployed) =>
    ofEach(deployed.resources('AWS::Lambda::EventSourceMapping', form), (each) => ofMapping(deployed, each)),
};
