import {
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { readTemplate, type Template } from '#ops/doctor/template.ts';

/** A resource as CloudFormation knows it. */
export interface StackResource {
  readonly logicalId: string;
  /** What its service knows it by: a name, a URL or an ARN. */
  readonly id: string;
  readonly status: string;
}

/** A deployed stack. */
export interface Stack {
  readonly name: string;
  readonly status: string;
  readonly isProtected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** By logical id. @throws what kept them from being listed. */
  readonly resources: () => ReadonlyMap<string, StackResource>;
  /** What it was deployed from. @throws what kept it from being read. */
  readonly template: () => Template;
}

/** A value, or what stood against it, for whoever asks later. */
const later = async <Value>(coming: Promise<Value>): Promise<() => Value> => {
  try {
    const value = await coming;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
};

const resourcesOf = async (client: CloudFormationClient, StackName: string) => {
  const found = new Map<string, StackResource>();
  for await (const { StackResourceSummaries: page = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const {
      LogicalResourceId: logicalId = '',
      PhysicalResourceId: id = '',
      ResourceStatus: status = '',
    } of page) {
      found.set(logicalId, { logicalId, id, status });
    }
  }
  return found;
};

const templateOf = async (client: CloudFormationClient, StackName: string): Promise<Template> => {
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName }));
  return readTemplate(JSON.parse(TemplateBody));
};

const describe = async (client: CloudFormationClient, StackName: string) => {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    // No error of its own says that there is no such stack.
    const isMissing = error instanceof CloudFormationServiceException && error.message.endsWith(' does not exist');
    if (isMissing && error.name === 'ValidationError') return undefined;
    throw error;
  }
};

/** The stack of that name; null when there is none. @throws what the SDK throws when CloudFormation cannot be asked. */
export const readStack = async (client: CloudFormationClient, name: string): Promise<Stack | null> => {
  const described = await describe(client, name);
  if (described === undefined) return null;
  const { StackStatus: status = '', EnableTerminationProtection: isProtected = false, Outputs = [] } = described;
  const outputs = Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const [resources, template] = await Promise.all([later(resourcesOf(client, name)), later(templateOf(client, name))]);
  return { name, status, isProtected, outputs, resources, template };
};
