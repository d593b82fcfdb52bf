import { sha256Of } from '#domain/canonical.ts';
import type { ErpProfile } from '#domain/capability.ts';
import type { FoundJob, Job } from '#domain/erp.ts';
import { ErpError } from '#domain/erp.ts';
import type { Receipt } from '#domain/request.ts';

/** What no log, mail or record may hold. */
export const PASSWORD_MARKER = 'erp-password-marker';

/** A job in the ERP. */
export interface ErpJob {
  readonly erpId: string;
  readonly jobId: string;
  /** The mark by which it is found again; null for a job that people made. */
  externalId: string | null;
  /** When searches begin to show it, in milliseconds since 1970. */
  readonly visibleAt: number;
  /** The request that it was last written for; null when people wrote it. */
  requestId: string | null;
  /** When it was last written, in milliseconds since 1970. */
  writtenAt: number;
}

/** What the invariants ask of an ERP. */
export interface Books {
  /** How many jobs bear an external id. */
  count(externalId: string): number;
  /** The job of a receipt is there. */
  has(receipt: Receipt): boolean;
  /** Number of a job that was written for a request after a moment, in milliseconds since 1970. */
  writtenFor(requestId: string, since: number): string | undefined;
}

/** A company's ERP. It does what it is asked: a second `create` makes a second job, unless the ERP is of those that rule it out. */
export class SimulatedErp implements Books {
  readonly jobs: ErpJob[] = [];
  readonly #companyId: number;
  readonly #repeatedCreate: ErpProfile['repeated_create'];
  readonly #now: () => number;

  constructor(
    companyId: number,
    repeatedCreate: ErpProfile['repeated_create'],
    now: () => number,
    madeByPeople: readonly string[],
  ) {
    this.#repeatedCreate = repeatedCreate;
    this.#companyId = companyId;
    this.#now = now;
    for (const jobId of madeByPeople) {
      this.jobs.push({
        erpId: `by-hand-${jobId}`,
        jobId,
        externalId: null,
        visibleAt: 0,
        requestId: null,
        writtenAt: 0,
      });
    }
  }

  find({ external_id }: Job): Receipt | null {
    const found = this.jobs.find(({ externalId, visibleAt }) => externalId === external_id && visibleAt <= this.#now());
    return found === undefined ? null : this.#receipt(found);
  }

  create(job: Job, visibleAt: number): Receipt {
    const standing = this.jobs.find(({ externalId }) => externalId === job.external_id);
    if (standing !== undefined && this.#repeatedCreate === 'same_job') return this.#written(standing, job);
    const erpId = `${this.#companyId}-job-${this.jobs.length + 1}`;
    return this.#add({
      erpId,
      jobId: job.job_id,
      externalId: job.external_id,
      visibleAt,
      requestId: job.request_id,
      writtenAt: this.#now(),
    });
  }

  /** @throws {ErpError} `refused` for a job that is not there */
  update(job: Job, existing: Receipt): Receipt {
    const found = this.jobs.find(({ erpId }) => erpId === existing.erp_id);
    if (found === undefined) throw new ErpError('refused', `There is no job ${existing.job_id}.`);
    return this.#written(found, job);
  }

  #written(standing: ErpJob, job: Job): Receipt {
    standing.externalId = job.external_id;
    standing.requestId = job.request_id;
    standing.writtenAt = this.#now();
    return this.#receipt(standing);
  }

  /** A job of which only an administrator's word is known, in an ERP that cannot be asked. */
  takeWordFor(jobId: string): void {
    if (this.jobs.some(({ erpId }) => erpId === jobId)) return;
    this.jobs.push({ erpId: jobId, jobId, externalId: null, visibleAt: 0, requestId: null, writtenAt: 0 });
  }

  lookUp(jobId: string): FoundJob | null {
    const found = this.jobs.find((job) => job.jobId === jobId && job.visibleAt <= this.#now());
    if (found === undefined) return null;
    return { receipt: this.#receipt(found), name: `Job ${jobId}`, is_job: true, external_id: found.externalId };
  }

  count(externalId: string): number {
    return this.jobs.filter((job) => job.externalId === externalId).length;
  }

  has({ erp_id }: Receipt): boolean {
    return this.jobs.some(({ erpId }) => erpId === erp_id);
  }

  writtenFor(wanted: string, since: number): string | undefined {
    return this.jobs.find(({ requestId, writtenAt }) => requestId === wanted && writtenAt > since)?.jobId;
  }

  #add(job: ErpJob): Receipt {
    this.jobs.push(job);
    return this.#receipt(job);
  }

  #receipt({ jobId, erpId }: ErpJob): Receipt {
    return { job_id: jobId, erp_id: erpId, url: null, at: new Date(this.#now()).toISOString() };
  }
}

/** Hash of the snapshot that a job was made from. */
export const contentOf = ({ project, cost_codes }: Job): string => sha256Of({ project, cost_codes });
