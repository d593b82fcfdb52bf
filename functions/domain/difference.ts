import { canonicalJson } from '#domain/canonical.ts';
import type { CostCode, Snapshot } from '#domain/project.ts';

/** One field that differs; `null` stands for "not there". Cost codes are named `cost_codes.<full_code>`. */
export interface Difference {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields Procore changes by itself at every save; a difference in them tells an approver nothing. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['created_at', 'updated_at']);

const byCode = (codes: readonly CostCode[]): Map<string, unknown> =>
  new Map(codes.map(({ full_code, name, line_item_types }) => [full_code, { name, line_item_types }]));

function* compare(prefix: string, before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>) {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  for (const key of keys) {
    const pair = { before: before.get(key) ?? null, after: after.get(key) ?? null };
    if (canonicalJson(pair.before) !== canonicalJson(pair.after)) yield { field: prefix + key, ...pair };
  }
}

/** Field-by-field difference of two snapshots, in a stable order; empty when an approver would see no change. */
export const differences = (before: Snapshot, after: Snapshot): Difference[] => {
  const fieldsOf = ({ project }: Snapshot) => new Map(Object.entries(project).filter(([key]) => !BOOKKEEPING.has(key)));
  return [
    ...compare('project.', fieldsOf(before), fieldsOf(after)),
    ...compare('cost_codes.', byCode(before.cost_codes), byCode(after.cost_codes)),
  ];
};
