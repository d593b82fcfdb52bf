import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, type Finding } from '#ops/doctor/finding.ts';
import type { Stack } from '#ops/doctor/stack.ts';
import type { DeployedStack } from '#ops/doctor/subject.ts';
import type { Template } from '#ops/doctor/template.ts';

/** Where code comes from is known at deployments only: it is not compared. */
const settled = (name: string): boolean => name !== 'Code';

/** Names of the properties in which two resources differ. */
const differing = (one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter(settled)
    .filter((name) => !isDeepStrictEqual(one[name], other[name]));

/** In words, one per resource that is not the same in both. */
const differences = ({ Resources: here }: Template, { Resources: deployed }: Template): string[] =>
  [...new Set([...Object.keys(here), ...Object.keys(deployed)])].flatMap((logicalId) => {
    const [one, other] = [here[logicalId], deployed[logicalId]];
    if (one === undefined) return [`${logicalId} is only deployed`];
    if (other === undefined) return [`${logicalId} is only here`];
    const names = one.Type === other.Type ? differing(one.Properties, other.Properties) : ['Type'];
    return names.length === 0 ? [] : [`${logicalId} has another ${names.join(', ')}`];
  });

/** So many are enough to see what it is about. */
const SHOWN = 5;

const listed = (all: readonly string[]): string =>
  [...all.slice(0, SHOWN), ...(all.length > SHOWN ? [`${all.length - SHOWN} more`] : [])].join('; ');

const output = z.object({ Value: z.string() });

/** Stacks of older releases do not say which one they are. */
const ofRelease = (stack: Stack, here: Template): Finding[] => {
  const [deployed, release] = [stack.outputs['Release'], output.safeParse(here.Outputs['Release']).data?.Value];
  if (deployed === undefined || release === undefined || deployed === release) return [];
  const todo = `Check out release ${deployed} and run doctor from there, or deploy release ${release}.`;
  return [fault(`The stack runs release ${deployed}, and this checkout is release ${release}.`, todo)];
};

/** Whether the stack was deployed from these settings and this release: everything else is compared with this checkout. */
export const checkoutCheck: Check<DeployedStack> = {
  name: 'checkout',
  permissions: ['cloudformation:GetTemplate'],
  run: ({ stack, checkout }) => {
    const stage = stack.name.replace(/^send-to-erp-/, '');
    if ('trouble' in checkout) {
      const todo =
        'Run doctor from the checkout that was deployed. The other checks compared what runs with what was deployed.';
      return [fault(`This checkout cannot say how ${stage} should be: ${checkout.trouble}`, todo)];
    }
    const differ = differences(checkout.template, stack.template());
    const release = ofRelease(stack, checkout.template);
    if (differ.length === 0) return release;
    return [
      ...release,
      fault(
        `The stack was deployed from something else than this checkout: ${listed(differ)}.`,
        `npx cdk diff -c stage=${stage} shows all of it. Deploy this checkout, or run doctor from the one that was deployed: every other finding compares with this one.`,
      ),
    ];
  },
};
