import type { IntegrationKey } from '#domain/ports.ts';
import type { Digests } from '#domain/telling.ts';

const nameOf = ({ companyId, integrationId }: IntegrationKey): string => `${companyId} ${integrationId}`;

/** Lists of what waits, in memory: test/contract/digests.test.ts holds the real store to the same. */
export class Digesting implements Digests {
  readonly dueAt = new Map<string, IntegrationKey & { readonly dueAt: string }>();
  readonly mailed = new Map<string, string[]>();

  set(key: IntegrationKey, dueAt: Date): void {
    this.dueAt.set(nameOf(key), { ...key, dueAt: dueAt.toISOString() });
  }

  async *due(now: Date) {
    for (const digest of [...this.dueAt.values()]) if (digest.dueAt <= now.toISOString()) yield digest;
  }

  async moveOn({ dueAt, ...key }: IntegrationKey & { readonly dueAt: string }, next: Date): Promise<void> {
    if (this.dueAt.get(nameOf(key))?.dueAt === dueAt) this.set(key, next);
  }

  async mailedOn(key: IntegrationKey, day: string): Promise<readonly string[]> {
    return this.mailed.get(`${nameOf(key)} ${day}`) ?? [];
  }

  async note(key: IntegrationKey, day: string, personIds: readonly string[]): Promise<void> {
    this.mailed.set(`${nameOf(key)} ${day}`, [...(await this.mailedOn(key, day)), ...personIds]);
  }
}
