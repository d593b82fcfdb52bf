import type { ProjectKey } from '#domain/ports.ts';
import type { Request, RequestStatus } from '#domain/request.ts';

/** What the indexes know of an item: `number` is that of a closed request, null for a project's item. */
export interface Entry {
  readonly key: ProjectKey;
  readonly number: number | null;
  readonly request: Request;
  readonly dueAt: string | null;
}

/** Lets a change reach the index: at once, or later. */
export type Lag = (arrive: () => void) => void;

const sentAtId = ({ request }: Entry): string =>
  `${request.sent_at}#${request.project_id}-${String(request.number).padStart(9, '0')}`;

/** The table's indexes `due` and `by_status`: they follow the items some time later, each item's changes in their order. */
export class LaggingIndex {
  #entries = new Map<string, Entry & { readonly written: number }>();
  readonly #lag: Lag;
  #writes = 0;

  constructor(lag: Lag) {
    this.#lag = lag;
  }

  put(name: string, entry: Entry): void {
    const written = (this.#writes += 1);
    this.#lag(() => {
      if ((this.#entries.get(name)?.written ?? 0) < written) this.#entries.set(name, { ...entry, written });
    });
  }

  rebuild(entries: readonly (readonly [string, Entry])[]): void {
    const written = (this.#writes += 1);
    this.#entries = new Map(entries.map(([name, entry]) => [name, { ...entry, written }]));
  }

  all(): Entry[] {
    return [...this.#entries.values()];
  }

  /** Requests of a company, newest first, each once. */
  listed(companyId: number, status: RequestStatus | undefined): Entry[] {
    const byRequest = new Map<string, Entry>();
    for (const entry of this.#entries.values()) {
      const { company_id, status: stands } = entry.request;
      if (company_id === companyId && (status ?? stands) === stands) byRequest.set(sentAtId(entry), entry);
    }
    return [...byRequest].sort(([a], [b]) => (a < b ? 1 : -1)).map(([, entry]) => entry);
  }

  /** Oldest first. */
  due(now: Date): ProjectKey[] {
    const until = now.toISOString();
    return this.all()
      .flatMap(({ key, dueAt }) => (dueAt !== null && dueAt <= until ? [{ key, dueAt }] : []))
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
      .map(({ key }) => key);
  }

  nextDue(): number | null {
    let next: string | null = null;
    for (const { dueAt } of this.#entries.values()) {
      if (dueAt !== null && (next === null || dueAt < next)) next = dueAt;
    }
    return next === null ? null : Date.parse(next);
  }
}
