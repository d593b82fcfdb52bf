import { describe, expect, it } from 'vitest';
import { jobOf, suggestedJobId } from '#domain/erp.ts';
import { aRequest, aSnapshot } from '#test/support/records.ts';

describe('the number of a job', () => {
  it.each([
    ['P-042', 'P-042'],
    [' P-042 ', 'P-042'],
    ['  ', '42'],
    [undefined, '42'],
  ])('is suggested from the project number %j: %s', (projectNumber, suggested) => {
    const { project_number: _, ...project } = aSnapshot().project;
    const snapshot = {
      ...aSnapshot(),
      project: { ...project, ...(projectNumber === undefined ? {} : { project_number: projectNumber }) },
    };
    expect(suggestedJobId(snapshot)).toBe(suggested);
  });

  it('is the existing job’s, else the approver’s, else the suggested one', () => {
    const request = aRequest();
    expect(jobOf(request, aSnapshot(), { job_id: 'typed' }, 'existing').job_id).toBe('existing');
    expect(jobOf(request, aSnapshot(), { job_id: 'typed' }, undefined).job_id).toBe('typed');
    expect(jobOf(request, aSnapshot(), {}, undefined).job_id).toBe('P-042');
  });

  it('changes from request to request, but the id it is looked up by does not', () => {
    const job = jobOf(aRequest(), aSnapshot(), {}, undefined);
    const later = jobOf(aRequest({ id: '42-2', number: 2 }), aSnapshot({ project: { name: 'Other' } }), {}, undefined);
    expect([job.external_id, later.external_id]).toEqual(['1-42', '1-42']);
    expect([job.request_id, later.request_id]).toEqual(['42-1', '42-2']);
  });
});
