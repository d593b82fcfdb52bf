import type { AuditEvent } from '#domain/audit.ts';
import type { RequestStatus } from '#domain/request.ts';

/** Where a project's latest request stood, and since when. */
export interface Standing {
  readonly at: number;
  readonly number: number;
  readonly status: RequestStatus;
}

const add = (counts: Map<string, number>, key: string, more: number): number => {
  const sum = (counts.get(key) ?? 0) + more;
  counts.set(key, sum);
  return sum;
};

/** What really happened, beside the ledger: the simulation believes nothing that the service says of itself. */
export class History {
  /** Which request an Idempotency-Key opened, by company, project and key. */
  readonly openedBy = new Map<string, { readonly id: string; readonly at: number }>();
  /** Requests that somebody who may has accepted, by company and request. */
  readonly accepted = new Set<string>();
  /** Requests with a decision that the simulation forged, by company and request. */
  readonly forged = new Set<string>();
  /** Every audit event that was ever written, by its hash. */
  readonly happened = new Map<string, AuditEvent>();
  /** Ids of the events that were published. */
  readonly published = new Set<string>();
  /** When each project's record was last written. */
  readonly written = new Map<string, number>();
  /** When the ledger was put back; 0 when it never was. In milliseconds since 1970. */
  restoredAt = 0;
  /** By company and project. */
  readonly standings = new Map<string, Standing[]>();
  readonly #mails = new Map<string, number>();
  readonly #troubles = new Map<string, number>();

  stands(project: string, standing: Standing): void {
    this.standings.set(project, [...(this.standings.get(project) ?? []), standing]);
  }

  /** @returns how often this very mail was taken by the mail service now */
  mailed(mail: string): number {
    return add(this.#mails, mail, 1);
  }

  isMailed(mail: string): boolean {
    return this.#mails.has(mail);
  }

  /** Faults that struck while a project's mails were sent. */
  troubled(project: string, faults: number): void {
    add(this.#troubles, project, faults);
  }

  troublesOf(project: string): number {
    return this.#troubles.get(project) ?? 0;
  }

  /** The ledger was put back to a moment: what came after is not known to it any more. */
  forgetSince(moment: number, now: number): void {
    this.restoredAt = now;
    for (const [key, { at }] of this.openedBy) if (at > moment) this.openedBy.delete(key);
    for (const [project, standings] of this.standings) {
      this.standings.set(
        project,
        standings.filter(({ at }) => at <= moment),
      );
    }
    this.#mails.clear();
  }
}
