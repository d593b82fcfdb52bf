import { VersionConflict, type Ledger, type ProjectKey } from '#domain/ports.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import { isOpen } from '#domain/request.ts';

/** What is stored, by key. */
export interface Rows {
  readonly projects: Map<string, ProjectRecord>;
  readonly snapshots: Map<string, Snapshot>;
  readonly closed: Map<string, ClosedRequest>;
}

export const copyOf = (rows?: Rows): Rows => ({
  projects: new Map(rows?.projects),
  snapshots: new Map(rows?.snapshots),
  closed: new Map(rows?.closed),
});

const idOf = ({ companyId, projectId }: ProjectKey): string => `${companyId}/${projectId}`;

const keyOf = (record: ProjectRecord): ProjectKey => ({ companyId: record.company_id, projectId: record.project_id });

/** As much of a ledger as a race needs: each call takes effect at once, so that a test can say which comes first. */
export const memoryLedger = ({ projects, snapshots, closed }: Rows): Ledger => {
  async function* projectsThat(matches: (record: ProjectRecord) => boolean): AsyncGenerator<ProjectKey> {
    for (const record of projects.values()) if (matches(record)) yield keyOf(record);
  }
  return {
    read: async (key) => projects.get(idOf(key)) ?? null,
    write: async (before, next) => {
      const current = projects.get(idOf(keyOf(next))) ?? null;
      if (current?.version !== before?.version) throw new VersionConflict(current);
      projects.set(idOf(keyOf(next)), next);
    },
    prepare: async (companyId, sha256, snapshot, replaced) => {
      snapshots.set(`${companyId}/${sha256}`, snapshot);
      if (replaced !== null) closed.set(`${idOf(keyOf(replaced))}/${replaced.request.number}`, replaced);
    },
    readSnapshot: async (companyId, sha256) => snapshots.get(`${companyId}/${sha256}`) ?? null,
    readClosed: async (key, number) => closed.get(`${idOf(key)}/${number}`) ?? null,
    list: () => Promise.reject(new Error('This ledger lists nothing.')),
    due: (now) => projectsThat(({ due_at }) => due_at !== null && Date.parse(due_at) <= now.getTime()),
    open: () => projectsThat(({ request }) => isOpen(request)),
  };
};
