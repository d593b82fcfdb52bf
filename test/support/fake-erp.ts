import { ErpError, type ErpSession, type Job } from '#domain/erp.ts';
import type { Receipt } from '#domain/request.ts';
import { NOON } from '#test/support/records.ts';

/** A job as the ERP holds it. */
export interface ErpJob {
  readonly external_id: string;
  readonly job_id: string;
  name: string;
}

/** An ERP that refuses no second job of the same project: whoever asks twice has two, and a test can count them. */
export class FakeErp {
  readonly jobs: ErpJob[] = [];
  /** So many answers to `create` get lost after the job is made. */
  answersToLose = 0;

  jobsOf(externalId: string): ErpJob[] {
    return this.jobs.filter(({ external_id }) => external_id === externalId);
  }

  readonly session: ErpSession = {
    find: async (job) => this.#receiptOf(this.#made(job)),
    create: async (job) => {
      const made = { external_id: job.external_id, job_id: job.job_id, name: job.project.name };
      this.jobs.push(made);
      if (this.answersToLose-- > 0) throw new ErpError('unknown_outcome', 'The ERP did not answer.');
      return this.#receiptOf(made);
    },
    update: async (job, existing) => {
      const made = this.#made(job);
      if (made === undefined) throw new ErpError('refused', `Job ${existing.job_id} is not in the ERP.`);
      made.name = job.project.name;
      return existing;
    },
  };

  #made(job: Job): ErpJob | undefined {
    return this.jobs.find(({ external_id }) => external_id === job.external_id);
  }

  #receiptOf(made: ErpJob): Receipt;
  #receiptOf(made: ErpJob | undefined): Receipt | null;
  #receiptOf(made: ErpJob | undefined): Receipt | null {
    if (made === undefined) return null;
    return { job_id: made.job_id, erp_id: `erp-${made.external_id}`, url: null, at: NOON.toISOString() };
  }
}
