import * as z from 'zod';
import type { Json } from '#local/json.ts';

type Node = Readonly<Record<string, Json>>;

/** The resources of a template, by logical id. */
type Resources = Readonly<Record<string, { readonly Type: string }>>;

/** Something in the template that is right for AWS, and that the emulator takes otherwise. docs/emulator.md lists them. */
interface Adaptation {
  readonly what: string;
  /** The node as the emulator needs it, or null to leave it alone. */
  readonly change: (node: Node, resources: Resources) => Node | null;
}

const grants = ({ Effect: effect, Action: action }: Node, prefix: string): boolean =>
  effect === 'Allow' && [action].flat().every((each) => typeof each === 'string' && each.startsWith(prefix));

const refersTo = ({ Ref: ref }: Node, type: string, resources: Resources): boolean =>
  typeof ref === 'string' && resources[ref]?.Type === type;

/** The one resource of a type. */
const only = (type: string, resources: Resources): string => {
  const [found, ...others] = Object.keys(resources).filter((logicalId) => resources[logicalId]?.Type === type);
  if (found === undefined || others.length > 0) throw new Error(`The template has not exactly one ${type}.`);
  return found;
};

/** Types that the emulator's CloudFormation does not know, and that nothing else hangs on. */
const UNKNOWN = [
  'AWS::StepFunctions::StateMachineVersion',
  'AWS::StepFunctions::StateMachineAlias',
  'AWS::Logs::QueryDefinition',
];

const adaptations: readonly Adaptation[] = [
  {
    what: 'Ref of a secret is its name, where AWS gives its ARN; the attribute Id is the ARN in both',
    change: (node, resources) =>
      refersTo(node, 'AWS::SecretsManager::Secret', resources) ? { 'Fn::GetAtt': [node['Ref'] ?? '', 'Id'] } : null,
  },
  {
    what: 'executions are started by the alias of the state machine, which CloudFormation does not know',
    change: (node, resources) =>
      refersTo(node, 'AWS::StepFunctions::StateMachineAlias', resources)
        ? { Ref: only('AWS::StepFunctions::StateMachine', resources) }
        : null,
  },
  {
    what: 'versions and alias of the state machine, and saved queries, are resources that CloudFormation does not know: one that does nothing takes their place',
    change: ({ Type: type }) =>
      typeof type === 'string' && UNKNOWN.includes(type) ? { Type: 'AWS::CloudFormation::WaitConditionHandle' } : null,
  },
  {
    what: 'ses:SendEmail is checked against no identity, and without the key ses:FromAddress',
    change: (node) =>
      grants(node, 'ses:SendEmail') && node['Resource'] !== '*'
        ? { Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }
        : null,
  },
  {
    what: 'states:SendTaskSuccess and states:SendTaskFailure are checked against no state machine',
    change: (node) => (grants(node, 'states:SendTask') && node['Resource'] !== '*' ? { ...node, Resource: '*' } : null),
  },
];

const templateForm = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

const changed = (value: Json, change: (node: Node) => Node | null): Json => {
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return (
    change(value) ?? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner, change)]))
  );
};

/**
 * A template as the emulator needs it. AWS never sees this.
 * @throws {Error} when an adaptation changes nothing: it is not needed any more.
 */
export const adapted = (template: Json): Json => {
  const { Resources: resources } = templateForm.parse(template);
  return adaptations.reduce((before, { what, change }) => {
    const after = changed(before, (node) => change(node, resources));
    if (JSON.stringify(after) === JSON.stringify(before)) throw new Error(`Nothing to adapt any more: ${what}.`);
    return after;
  }, template);
};
