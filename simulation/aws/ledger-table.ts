import { projectAttributes, projectItem } from '#aws/ledger-items.ts';
import { VersionConflict, type ProjectKey, type RequestFilter } from '#domain/ports.ts';
import type { ClosedRequest, ProjectRecord } from '#domain/project-record.ts';
import type { Snapshot } from '#domain/project.ts';
import { awaitsDecision, isOpen, type Request } from '#domain/request.ts';
import { LaggingIndex, type Lag } from '#simulation/aws/lagging-index.ts';

interface Stored {
  readonly record: ProjectRecord;
  readonly writeId: string;
}

const keyOf = ({ companyId, projectId }: ProjectKey): string => `${companyId}/${projectId}`;
const closedKeyOf = (key: ProjectKey, number: number): string => `${keyOf(key)}/${number}`;
const keyIn = ({ company_id, project_id }: Pick<Request, 'company_id' | 'project_id'>): ProjectKey => ({
  companyId: company_id,
  projectId: project_id,
});

/** What is kept is never changed in place, as little as an item of DynamoDB is by whoever has read it. */
const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) frozen(member);
  return value;
};

/** When a request that waits in `before` gets its decision, or one accept of several, in `next`; null when it gets neither. */
const decidedAt = (before: ProjectRecord, next: ProjectRecord): string | null => {
  if (before.request.id !== next.request.id || !awaitsDecision(before.request)) return null;
  const accepts = next.request.accepted_by.slice(before.request.accepted_by.length);
  return accepts.at(-1)?.at ?? (before.request.decision === null ? (next.request.decision?.at ?? null) : null);
};

const mayReplace = (stored: ProjectRecord, before: ProjectRecord, next: ProjectRecord): boolean => {
  if (stored.version !== before.version || stored.request.status !== before.request.status) return false;
  const at = decidedAt(before, next);
  return at === null || stored.request.expires_at > at;
};

/**
 * The ledger's table with the semantics of functions/aws: every method is one call to DynamoDB, and happens at once. Single
 * items are read as they are, the indexes lag.
 */
export class LedgerTable {
  #projects = new Map<string, Stored>();
  #closed = new Map<string, ClosedRequest & Pick<ProjectRecord, 'version'>>();
  #snapshots = new Map<string, Snapshot>();
  readonly #index: LaggingIndex;

  constructor(lag: Lag) {
    this.#index = new LaggingIndex(lag);
  }

  /** The record itself. */
  peek(key: ProjectKey): ProjectRecord | null {
    return this.#projects.get(keyOf(key))?.record ?? null;
  }

  /** A copy that went through the item's attributes and its schema, as every record does that is read from DynamoDB. */
  read(key: ProjectKey): ProjectRecord | null {
    const record = this.peek(key);
    return record && projectItem.parse(structuredClone(projectAttributes(record)));
  }

  /**
   * One conditional write. The SDK repeats it under the same id when an answer gets lost: it has succeeded if the item that
   * stands in its way bears that id, and is a conflict if yet another write has replaced it.
   * @returns false when it had been written before
   * @throws {VersionConflict}
   */
  write(before: ProjectRecord | null, next: ProjectRecord, writeId: string): boolean {
    const key = keyIn(next);
    const stored = this.#projects.get(keyOf(key));
    const fits = before === null ? stored === undefined : stored && mayReplace(stored.record, before, next);
    if (!fits) {
      if (stored?.writeId === writeId) return false;
      throw new VersionConflict(stored?.record ?? null);
    }
    this.#projects.set(keyOf(key), { record: frozen(next), writeId });
    this.#index.put(keyOf(key), { key, number: null, request: next.request, dueAt: next.due_at });
    return true;
  }

  putSnapshot(companyId: number, sha256: string, snapshot: Snapshot): void {
    this.#snapshots.set(`${companyId}/${sha256}`, frozen(snapshot));
  }

  /** Whatever comes late, what a later version of the record says stays. */
  putClosed({ request, events, version }: ProjectRecord): void {
    const key = keyIn(request);
    if ((this.#closed.get(closedKeyOf(key, request.number))?.version ?? 0) > version) return;
    this.#closed.set(closedKeyOf(key, request.number), frozen({ request, events, version }));
    this.#index.put(closedKeyOf(key, request.number), { key, number: request.number, request, dueAt: null });
  }

  readSnapshot(companyId: number, sha256: string): Snapshot | null {
    return this.#snapshots.get(`${companyId}/${sha256}`) ?? null;
  }

  readClosed(key: ProjectKey, number: number): ClosedRequest | null {
    const { request, events } = this.#closed.get(closedKeyOf(key, number)) ?? {};
    return request && events ? { request, events } : null;
  }

  /** Keys from the lagging index, newest first; the items behind them as they are now. */
  list(companyId: number, { status, page, perPage }: RequestFilter): { requests: Request[]; total: number } {
    const listed = this.#index.listed(companyId, status);
    const requests = listed.slice((page - 1) * perPage, page * perPage).flatMap(({ key, number }) => {
      const item = number === null ? this.peek(key) : this.readClosed(key, number);
      return item === null ? [] : [item.request];
    });
    return { requests, total: listed.length };
  }

  due(now: Date): ProjectKey[] {
    return this.#index.due(now);
  }

  /** When the next project is due, as the index knows it; null for never. */
  nextDue(): number | null {
    return this.#index.nextDue();
  }

  open(): ProjectKey[] {
    return this.#index.all().flatMap(({ key, request }) => (isOpen(request) ? [key] : []));
  }

  /** Every project's record. */
  records(): ProjectRecord[] {
    return [...this.#projects.values()].map(({ record }) => record);
  }

  /** A backup of this moment; calling it puts the table back. */
  backUp(): () => void {
    const [projects, closed, snapshots] = [new Map(this.#projects), new Map(this.#closed), new Map(this.#snapshots)];
    return () => {
      [this.#projects, this.#closed, this.#snapshots] = [projects, closed, snapshots];
      this.#index.rebuild([
        ...[...projects].map(([name, { record }]) => {
          const { request, due_at: dueAt } = record;
          return [name, { key: keyIn(request), number: null, request, dueAt }] as const;
        }),
        ...[...closed].map(([name, { request }]) => {
          return [name, { key: keyIn(request), number: request.number, request, dueAt: null }] as const;
        }),
      ]);
    };
  }
}
