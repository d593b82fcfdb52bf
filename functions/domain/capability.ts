import * as z from 'zod/mini';
import type { Snapshot } from '#domain/project.ts';

const text = z.string();

/** What a connector can do with a project. */
export const capabilities = z.object({
  /** A Procore project can become a job. */
  export: z.boolean(),
  /** A re-send changes the job that exists. */
  update: z.boolean(),
  /** A job can become a Procore project. */
  import: z.boolean(),
  /** An existing job can be tied to an existing project. */
  link: z.boolean(),
});
export type Capabilities = z.infer<typeof capabilities>;

/** The longest value an ERP takes for a project field, or for a cost code's `full_code` or `name`. */
export const limit = z.object({
  field: text,
  max: z.int().check(z.positive()),
  /** What the vendor counts. */
  unit: z.enum(['code_points', 'utf16_units', 'utf8_bytes']),
  /** `refuse`: the project is not sent. `cut`: the ERP gets as much as it takes, and whoever sends and decides is told. */
  when_longer: z.enum(['refuse', 'cut']),
  /** Where the vendor says so. */
  source: text,
});
export type Limit = z.infer<typeof limit>;

/** Something the approver adds on accept because the ERP wants it. */
export const acceptField = z.object({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]*$/)),
  label: text,
  type: z.enum(['string', 'date']),
  required: z.boolean(),
  max_length: z.int().check(z.positive()),
  /** A regular expression that the whole value matches; null takes anything. */
  pattern: z.nullable(text),
  /** The ERP can be asked for the values that it takes. */
  options: z.boolean(),
});
export type AcceptField = z.infer<typeof acceptField>;

/** A value that an ERP takes for an accept field, and what people know it by. */
export const option = z.object({ value: text, label: text });
export type Option = z.infer<typeof option>;

/** What must be true of a project before the ERP takes it. */
export interface Prerequisite {
  readonly code: string;
  readonly message: string;
  /** Dotted path of the field to change. */
  readonly field: string;
  readonly met: (snapshot: Snapshot) => boolean;
}

/** How many exports of one company an ERP bears. */
export interface Traffic {
  readonly at_once: number;
  /** In the long run; null where the ERP does not count. */
  readonly per_minute: number | null;
}

/** What a connector declares about its ERP; pre-flight, preview, button and page all read it. */
export interface ErpProfile {
  readonly capabilities: Capabilities;
  readonly limits: readonly Limit[];
  readonly traffic: Traffic;
  /** What a repeated create with the same external id leaves in the ERP: `second_job` unless the ERP itself rules it out. */
  readonly repeated_create: 'same_job' | 'second_job';
  readonly accept_fields: readonly AcceptField[];
  readonly prerequisites: readonly Prerequisite[];
}

/** Why the ERP is known to refuse a project. */
export const problem = z.object({ code: text, message: text, field: z.nullable(text) });
export type Problem = z.infer<typeof problem>;

/** Prerequisites that Procore states for every export: an active project with cost codes, none of them twice. */
export const commonPrerequisites = [
  {
    code: 'project_not_active',
    message: 'The project must be active.',
    field: 'project.active',
    met: ({ project }) => project.active !== false,
  },
  {
    code: 'no_cost_codes',
    message: 'The project must have at least one cost code.',
    field: 'cost_codes',
    met: ({ cost_codes }) => cost_codes.length > 0,
  },
  {
    code: 'duplicate_cost_code',
    message: 'Each cost code may appear only once.',
    field: 'cost_codes',
    met: ({ cost_codes }) => new Set(cost_codes.map((code) => code.full_code)).size === cost_codes.length,
  },
] as const satisfies readonly Prerequisite[];
export type CommonPrerequisite = (typeof commonPrerequisites)[number]['code'];

const lengthIn = (text: string, unit: Limit['unit']): number => {
  switch (unit) {
    case 'code_points':
      return Array.from(text).length;
    case 'utf16_units':
      return text.length;
    case 'utf8_bytes':
      return Buffer.byteLength(text);
  }
};

/** The values a limit's field names, each with its dotted path. `cost_codes.name` names one per cost code. */
function* valuesOf(snapshot: Snapshot, field: string): Generator<{ path: string; value: unknown }> {
  const [group, name = ''] = field.split('.');
  if (group === 'cost_codes') {
    for (const [index, code] of snapshot.cost_codes.entries()) {
      yield { path: `cost_codes.${index}.${name}`, value: Object.entries(code).find(([key]) => key === name)?.[1] };
    }
  } else {
    yield { path: field, value: Object.entries(snapshot.project).find(([key]) => key === name)?.[1] };
  }
}

/** The limit that a value of this path exceeds when it is `too_long`. */
export const limitAt = (limits: readonly Limit[], path: string): Limit | undefined =>
  limits.find(({ field }) => field === path.replace(/^cost_codes\.\d+\./, 'cost_codes.'));

/** The longest beginning of a text that keeps to a limit and ends between two characters. */
export const fit = (text: string, { max, unit }: Pick<Limit, 'max' | 'unit'>): string => {
  if (lengthIn(text, unit) <= max) return text;
  let length = 0;
  let fitting = '';
  for (const character of text) {
    length += lengthIn(character, unit);
    if (length > max) break;
    fitting += character;
  }
  return fitting.trimEnd();
};

const unitInWords = ({ max, unit }: Limit): string => `${max} ${unit.replace('_', ' ')}`;

/** Each value that a limit of one kind is too short for. */
const tooLong = (profile: Pick<ErpProfile, 'limits'>, snapshot: Snapshot, kind: Limit['when_longer']) =>
  profile.limits
    .filter(({ when_longer }) => when_longer === kind)
    .flatMap((limit) =>
      [...valuesOf(snapshot, limit.field)]
        .filter(({ value }) => typeof value === 'string' && lengthIn(value, limit.unit) > limit.max)
        .map(({ path }) => ({ limit, path })),
    );

/** Everything the ERP is known to refuse about a snapshot; empty when nothing stands against the export. */
export const preflight = (profile: ErpProfile, snapshot: Snapshot): Problem[] => [
  ...profile.prerequisites
    .filter((prerequisite) => !prerequisite.met(snapshot))
    .map(({ code, message, field }) => ({ code, message, field })),
  ...tooLong(profile, snapshot, 'refuse').map(({ limit, path }) => ({
    code: 'too_long',
    message: `The ERP takes at most ${unitInWords(limit)} here.`,
    field: path,
  })),
];

/** What the ERP will get shorter than it is. It does not stand against the export. */
export const cuts = (profile: Pick<ErpProfile, 'limits'>, snapshot: Snapshot): Problem[] =>
  tooLong(profile, snapshot, 'cut').map(({ limit, path }) => ({
    code: 'cut',
    message: `The ERP takes at most ${unitInWords(limit)} here and gets the beginning.`,
    field: path,
  }));
