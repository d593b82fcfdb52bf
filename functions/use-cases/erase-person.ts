import { erasePerson as erased, type Erasure } from '#domain/erasure.ts';
import { VersionConflict, type Archive, type Integrations, type Ledger, type ProjectKey } from '#domain/ports.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import { isOpen } from '#domain/request.ts';
import { DomainError } from '#domain/errors.ts';

export interface ErasureDeps {
  readonly ledger: Pick<Ledger, 'read' | 'write' | 'readClosed'>;
  readonly archive: Archive;
  /** Every project of a company that was ever sent. */
  readonly projects: (companyId: number) => AsyncIterable<ProjectKey>;
  readonly integrations: Pick<Integrations, 'list'>;
}

/** What became of one project. `kept`: it still names the person, because a request is open, or something happened at that moment. */
export type ProjectErasure =
  | { readonly project: ProjectKey; readonly outcome: 'erased'; readonly events: number }
  | { readonly project: ProjectKey; readonly outcome: 'kept' };

/** Integrations of the company that ask the person, or name them as a delegate. */
export const dutiesOf = async (
  { integrations }: Pick<ErasureDeps, 'integrations'>,
  companyId: number,
  personId: string,
): Promise<string[]> =>
  (await integrations.list(companyId))
    .filter(({ approvers, policy: { delegates } }) =>
      [...approvers, ...delegates.map(({ delegate }) => delegate)].some(({ id }) => id === personId),
    )
    .map(({ id }) => id);

const earlierRequests = async (
  { ledger }: Pick<ErasureDeps, 'ledger'>,
  project: ProjectKey,
  { request: { number } }: ProjectRecord,
): Promise<ClosedRequest[]> => {
  const earlier: ClosedRequest[] = [];
  for (let each = 1; each < number; each += 1) {
    const closed = await ledger.readClosed(project, each);
    if (closed !== null) earlier.push(closed);
  }
  return earlier;
};

/** The project's item first: it has the event that seals what is left of the others. A repeat finishes what was broken off. */
const eraseFrom = async (
  deps: ErasureDeps,
  project: ProjectKey,
  erasure: Erasure,
  isPreview: boolean,
): Promise<ProjectErasure | null> => {
  const record = await deps.ledger.read(project);
  if (record === null) return null;
  try {
    const found = erased(record, await earlierRequests(deps, project, record), erasure);
    if (found === null) return null;
    if (!isPreview) {
      await deps.ledger.write(record, found.next);
      for (const closed of found.closed) await deps.archive.rewriteClosed(closed);
    }
    return { project, outcome: 'erased', events: found.events };
  } catch (error) {
    const isKept = error instanceof VersionConflict || (error instanceof DomainError && isOpen(record.request));
    if (!isKept) throw error;
    return { project, outcome: 'kept' };
  }
};

/**
 * Erases a person from every project of a company, one after the other, and tells of each that named them. Harmless when it is broken
 * off or repeated.
 */
export async function* erasePerson(
  deps: ErasureDeps,
  companyId: number,
  erasure: Erasure,
  isPreview: boolean,
): AsyncGenerator<ProjectErasure> {
  for await (const project of deps.projects(companyId)) {
    const found = await eraseFrom(deps, project, erasure, isPreview);
    if (found !== null) yield found;
  }
}
