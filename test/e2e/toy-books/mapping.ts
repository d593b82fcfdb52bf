import type { Receipt } from '#domain/request.ts';
import type { ErpDocument, Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import type { ToyJob } from './schemas.ts';

export const document = ({ job_id, project, external_id }: Job): ErpDocument & ToyJob => ({
  number: singleLine(job_id),
  name: singleLine(project.name),
  mark: external_id,
});

export const receiptOf = ({ number }: ToyJob, at: Date): Receipt => ({
  job_id: number,
  erp_id: number,
  url: null,
  at: at.toISOString(),
});

/** Which field of ours stands behind one of theirs. */
export const FIELDS = { number: 'fields.job_id', name: 'project.name' } as const;
