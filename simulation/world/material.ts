import type { Sending } from '#domain/sending.ts';
import { readSending } from '#domain/sending.ts';
import { sha256Of } from '#domain/canonical.ts';
import type { Company } from '#simulation/world/directory.ts';

/** How many versions of each project there are. */
export const VARIANTS = [1, 2, 3] as const;

const COST_CODES = [{ id: 1, full_code: '01-100', name: 'Concrete', line_item_types: [{ code: 'L', name: 'Labor' }] }];

/** What a sender posts. */
export const bodyOf = ({ marker, own }: Pick<Company, 'marker' | 'own'>, projectId: number, variant: number) => ({
  project: {
    ...own?.project,
    id: projectId,
    name: `Tower ${projectId} of ${marker}, version ${variant}`,
    project_number: `P-${projectId}`,
    total_value: 1_000 * variant,
    active: true,
  },
  cost_codes: own?.cost_codes ?? COST_CODES,
});

/** What the ledger keeps of a body, and its hash. */
export const snapshotOf = (
  company: Pick<Company, 'marker' | 'own'>,
  projectId: number,
  variant: number,
): { snapshot: Sending['snapshot']; sha256: string } => {
  const { snapshot } = readSending(bodyOf(company, projectId, variant));
  return { snapshot, sha256: sha256Of(snapshot) };
};
