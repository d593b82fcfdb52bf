import type { Job } from '#domain/erp.ts';
import type { Receipt } from '#domain/request.ts';
import type { ErpDouble } from '#erp/double.ts';
import type { SharedTokensOf } from '#erp/container-tokens.ts';
import { memoryTokensOf } from '#simulation/aws/shared-tokens.ts';
import type { Books } from '#simulation/erp/erp.ts';

interface Written {
  readonly externalId: string;
  readonly requestId: string;
  readonly jobId: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** Keeps the books of a double: whose each job is that a call made or changed. The double itself does not say. */
export class DoubleBooks implements Books {
  readonly double: ErpDouble;
  /** What all processes share about its tokens. */
  readonly sharedTokensOf: SharedTokensOf;
  readonly #now: () => number;
  readonly #made: string[] = [];
  readonly #written: Written[] = [];

  constructor(double: ErpDouble, now: () => number) {
    this.double = double;
    this.#now = now;
    this.sharedTokensOf = memoryTokensOf(() => new Date(now()));
  }

  /** Has the double work on a write for a job. Tells whether anything changed. */
  async write(
    job: Job,
    work: () => Promise<Response>,
  ): Promise<{ readonly answer: Response; readonly changed: boolean }> {
    const before = this.double.jobs();
    const answer = await work();
    const after = this.double.jobs();
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    if (after.length > before.length) this.#made.push(job.external_id);
    if (changed) {
      this.#written.push({
        externalId: job.external_id,
        requestId: job.request_id,
        jobId: job.job_id,
        at: this.#now(),
      });
    }
    return { answer, changed };
  }

  count(externalId: string): number {
    return this.#made.filter((made) => made === externalId).length;
  }

  has({ job_id: jobId }: Receipt): boolean {
    return this.double.jobs().some((job) => job.job_id === jobId);
  }

  writtenFor(requestId: string, since: number): string | undefined {
    return this.#written.find((written) => written.requestId === requestId && written.at > since)?.jobId;
  }
}
