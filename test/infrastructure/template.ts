import * as z from 'zod';
import { connectors } from '#lib/connectors.ts';
import { checkStage } from '#lib/stage-check.ts';
import { stageOf } from '#lib/stages.ts';
import { synthesise } from '#lib/synthesise.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;

export const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});

export const dev = template.parse(synthesise(stageOf('dev')));
export const prod = template.parse(synthesise(stageOf('prod')));

/** The dev stage with other settings. */
export const devWith = (settings: object) => template.parse(synthesise(checkStage({ ...stageOf('dev'), ...settings })));

/** Resources of a type, each with its logical id. */
export const ofType = (type: string, from = dev): (Resource & { id: string })[] =>
  Object.entries(from.Resources).flatMap(([id, found]) => (found.Type === type ? [{ id, ...found }] : []));

/** The only resource of a type. */
export const only = (type: string, from = dev): Resource & { id: string } => {
  const found = ofType(type, from);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0]!;
};

const ref = z.object({ Ref: z.string() });
const attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const join = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A value as people would write it: logical ids stand for what they name, without the hash that CDK adds to them. */
export const readable = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const joined = join.safeParse(value);
  if (joined.success) return joined.data['Fn::Join'][1].map(readable).join('');
  const named = ref.safeParse(value).data?.Ref ?? attribute.parse(value)['Fn::GetAtt'][0];
  return named.replace(/[0-9A-F]{8}$/, '').replace('AWS::', '');
};

const functionProperties = z.object({
  Handler: z.string(),
  Role: z.unknown(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
  Timeout: z.number(),
  MemorySize: z.number().optional(),
  FunctionName: z.string().optional(),
  ReservedConcurrentExecutions: z.number().optional(),
  LoggingConfig: z.object({ LogGroup: z.unknown() }),
});

const ofEveryErp = ['export', 'look-up'];

/** Every function of ours, and what it is called in the policies: `export import-file` where ERPs have one each, else its handler. */
export const functions = (from = dev) =>
  ofType('AWS::Lambda::Function', from)
    .filter(({ Properties }) => Properties['Handler'] !== 'framework.onEvent')
    .map(({ id, Properties }) => {
      const properties = functionProperties.parse(Properties);
      const name = properties.Handler.replace('.handler', '');
      const variables = properties.Environment.Variables;
      const label = ofEveryErp.includes(name) ? `${name} ${String(variables['ERP'])}` : name;
      return { id, name, label, raw: Properties, ...properties, variables };
    });

export const erps = connectors.map(({ id }) => id);

/** Those that are called, and so can be asked. */
export const askableErps = connectors.flatMap(({ id, delivery }) => (delivery === 'call' ? [id] : []));
