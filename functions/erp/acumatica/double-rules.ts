import * as z from 'zod';

// What a site takes for a project, as far as the connector writes it.

const text = z.strictObject({ value: z.string() });
const decimal = z.strictObject({ value: z.number() });

/** What `PUT Project` takes. Read-only fields such as Status are none of it. */
export const body = z.strictObject({
  id: z.string().optional(),
  ProjectID: text.optional(),
  Description: text.optional(),
  ExternalRefNbr: text.optional(),
  ProjectTemplateID: text.optional(),
  Customer: text.optional(),
  Hold: z.strictObject({ value: z.boolean() }).optional(),
  ProjectProperties: z.strictObject({ StartDate: text.optional(), EndDate: text.optional() }).optional(),
  ProjectAddress: z
    .strictObject({
      AddressLine1: text.optional(),
      City: text.optional(),
      State: text.optional(),
      PostalCode: text.optional(),
      Country: text.optional(),
      Latitude: decimal.optional(),
      Longitude: decimal.optional(),
    })
    .optional(),
});

/** Values by path, such as `ProjectAddress.City`. */
export type Values = Map<string, string | number>;

const leaf = z.union([text, decimal]);

/** The values of an entity. */
export const valuesOf = (entity: object, path = ''): [string, string | number][] =>
  Object.entries(entity).flatMap(([name, member]: [string, unknown]) => {
    const found = leaf.safeParse(member);
    if (found.success) return [[`${path}${name}`, found.data.value]];
    return typeof member === 'object' && member !== null && path === '' ? valuesOf(member, `${name}.`) : [];
  });

/** A record that people can choose. */
export interface Choice {
  readonly key: string;
  readonly name: string;
  readonly status: string;
}

/** Segmented keys are padded, and compared without regard to case. */
export const keyOf = (value: string | number | undefined): string =>
  String(value ?? '')
    .trim()
    .toUpperCase();

/** Lengths of the columns. */
const LENGTHS: Readonly<Record<string, number>> = {
  ProjectID: 30,
  Description: 255,
  ExternalRefNbr: 30,
  'ProjectAddress.AddressLine1': 255,
  'ProjectAddress.City': 50,
  'ProjectAddress.State': 50,
  'ProjectAddress.PostalCode': 20,
  'ProjectAddress.Country': 2,
};

/** An error in the field at a path. */
export type Fault = readonly [path: string, error: string];

const faultsOfText = (path: string, value: string): Fault[] => [
  ...(value.length > (LENGTHS[path] ?? Infinity) ? [[path, 'The text is too long.'] as const] : []),
  ...(/\p{Cc}/u.test(value) ? [[path, 'The text holds characters that are not allowed.'] as const] : []),
  ...(path.endsWith('Date') && !/^\d{4}-\d{2}-\d{2}$/.test(value) ? [[path, 'The date is not valid.'] as const] : []),
];

/** What is wrong with the values, keys of other tables apart. */
export const faultsOfTexts = (values: Values): Fault[] =>
  [...values].flatMap(([path, value]) => faultsOfText(path, String(value)));

/** What is wrong with a key of another table. */
export const faultOfKey = (values: Values, path: string, choices: readonly Choice[]): Fault[] => {
  const key = values.get(path);
  if (key === undefined || choices.some((one) => keyOf(one.key) === keyOf(key))) return [];
  return [[path, `${path} '${key}' cannot be found in the system.`]];
};
