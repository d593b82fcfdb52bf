import * as z from 'zod';

const form = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

/** A CloudFormation template, as far as it is compared with what runs. */
export type Template = z.output<typeof form>;

/** @throws {z.ZodError} when it is none. */
export const readTemplate = (template: unknown): Template => form.parse(template);

/** One resource of a template. */
export interface Wanted<Properties> {
  readonly logicalId: string;
  readonly wanted: Properties;
}

/** The resources of a type, with the properties that `shape` declares. @throws {z.ZodError} when one has others. */
export const ofType = <Shape extends z.ZodType>(
  { Resources }: Template,
  type: string,
  shape: Shape,
): Wanted<z.output<Shape>>[] =>
  Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([logicalId, { Properties }]) => ({ logicalId, wanted: shape.parse(Properties) }));

const variables = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
});

/** The value that functions are given for a variable, plain text or a reference; undefined when none has it. */
export const variableIn = (template: Template, name: string): unknown =>
  ofType(template, 'AWS::Lambda::Function', variables)
    .map(({ wanted }) => wanted.Environment.Variables[name])
    .find((value) => value !== undefined);

const reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform(({ 'Fn::GetAtt': [logicalId] }) => logicalId),
]);

/** The logical id of the resource that a value refers to; undefined when it refers to none. */
export const referredTo = (value: unknown): string | undefined => reference.safeParse(value).data;
