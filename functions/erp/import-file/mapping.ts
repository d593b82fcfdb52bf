import type { Receipt } from '#domain/request.ts';
import type { ErpDocument, Job } from '#erp/connector.ts';
import type { Cell } from '#erp/import-file/csv.ts';
import { singleLine } from '#erp/single-line.ts';

/** Columns that repeat on every line of a file. */
const jobColumns = ({ job_id, project }: Job) =>
  ({
    job_id: singleLine(job_id),
    job_name: singleLine(project.name),
    project_number: singleLine(project.project_number ?? ''),
    customer: singleLine(project.customer ?? ''),
    address: singleLine(project.address ?? ''),
    city: singleLine(project.city ?? ''),
    state_code: project.state_code ?? '',
    zip: singleLine(project.zip ?? ''),
    country_code: project.country_code ?? '',
    start_date: project.start_date ?? '',
    completion_date: project.completion_date ?? '',
    total_value: project.total_value ?? '',
  }) as const satisfies Record<string, Cell>;

/** Columns of one cost code with one of its types; a code without types has one line. */
const costColumns = ({ cost_codes }: Job) =>
  cost_codes.flatMap(({ full_code, name, line_item_types }) => {
    const types = line_item_types.length > 0 ? line_item_types : [{ code: '', name: '' }];
    return types.map((type) => ({
      cost_code: singleLine(full_code),
      cost_code_name: singleLine(name),
      cost_type: singleLine(type.code),
      cost_type_name: singleLine(type.name),
    }));
  });

/** Name of a request's file: the same on every attempt, so that writing it again replaces it. One folder per project. */
export const fileName = ({ external_id, request_id }: Job): string => `${external_id}/${request_id}.csv`;

/** The file's name, the columns of the job, and a line per cost code and type. */
export const document = (job: Job): ErpDocument => ({
  file: fileName(job),
  job: jobColumns(job),
  lines: costColumns(job),
});

/** The file's rows, the header first. */
export const rows = (job: Job): Cell[][] => {
  const columns = jobColumns(job);
  const header = [...Object.keys(columns), 'cost_code', 'cost_code_name', 'cost_type', 'cost_type_name'];
  return [header, ...costColumns(job).map((cost) => [...Object.values(columns), ...Object.values(cost)])];
};

/** What a written file amounts to. Nobody can link to a file that waits for an accountant. */
export const receiptOf = (job: Job, at: Date): Receipt => ({
  job_id: singleLine(job.job_id),
  erp_id: fileName(job),
  url: null,
  at: at.toISOString(),
});
