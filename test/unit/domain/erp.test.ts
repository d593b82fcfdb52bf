import { describe, expect, it } from 'vitest';
import { externalId, jobOf } from '#domain/erp.ts';
import { aReceipt, aRequest, aSnapshot } from '#test/support/records.ts';

const untied = { synced: null, generation: 0 };

describe('the number of a job', () => {
  it('is the existing job’s, else the approver’s, else the suggested one', () => {
    const request = aRequest();
    const tied = { synced: aReceipt({ job_id: 'existing' }), generation: 0 };
    expect(jobOf(request, aSnapshot(), { job_id: 'typed' }, tied).job_id).toBe('existing');
    expect(jobOf(request, aSnapshot(), { job_id: 'typed' }, untied).job_id).toBe('typed');
    expect(jobOf(request, aSnapshot(), {}, untied).job_id).toBe('P-042');
  });

  it('changes from request to request, but the id it is looked up by does not', () => {
    const job = jobOf(aRequest(), aSnapshot(), {}, untied);
    const later = jobOf(aRequest({ id: '42-2', number: 2 }), aSnapshot({ project: { name: 'Other' } }), {}, untied);
    expect([job.external_id, later.external_id]).toEqual(['1-42', '1-42']);
    expect([job.request_id, later.request_id]).toEqual(['42-1', '42-2']);
  });
});

describe('the id a job is looked up by', () => {
  it('is another one after each reset, so that the old job is not found again', () => {
    const ids = [0, 1, 2].map(
      (generation) => jobOf(aRequest(), aSnapshot(), {}, { ...untied, generation }).external_id,
    );
    expect(ids).toEqual(['1-42', '1-42-1', '1-42-2']);
  });

  it('is never another project’s, whatever was reset', () => {
    const keys = [1, 2, 12, 42, 421].flatMap((company_id) =>
      [1, 2, 12, 42, 421].map((project_id) => ({ company_id, project_id })),
    );
    const ids = keys.flatMap((key) => [0, 1, 2, 12].map((generation) => externalId(key, generation)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
