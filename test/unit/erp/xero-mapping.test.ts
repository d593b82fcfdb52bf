import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '#erp/connector.ts';
import { singleLine } from '#erp/single-line.ts';
import { connector as xero } from '#erp/xero/index.ts';
import { changeOf, hasNumber, markedIn, nameIn, numberIn, optionOf, projectOf } from '#erp/xero/mapping.ts';
import { job } from '#test/unit/erp/xero-world.ts';

const named = (name: string, more: Partial<Job> = {}): Job => ({ ...job, ...more, project: { ...job.project, name } });

const TENANT = '70784a63-d24b-46a9-a4db-0e70a274b056';

const jobIdForm = new RegExp(`^(?:${xero.accept_fields.find(({ key }) => key === 'job_id')?.pattern ?? ''})$`, 'u');
const jobIds = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() === text && text.length <= 20 && singleLine(text) === text && jobIdForm.test(text));
const externalIds = fc.tuple(fc.nat(), fc.nat()).map(([company, project]) => `${company}-${project}`);
const names = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
  fc.tuple(fc.string(), externalIds).map(([text, id]) => `${text} [Procore ${id}]`),
  fc
    .array(fc.constantFrom(' - ', '24', '[Procore 1-2]', ':', '😀', '\n', ' '), { minLength: 1 })
    .map((parts) => parts.join('')),
);

describe('a project in Xero', () => {
  it.each([
    ['nothing but a name', {}, {}],
    ['a completion date', { completion_date: '2027-08-31' }, { deadlineUtc: '2027-08-31T00:00:00Z' }],
    ['a value', { total_value: 1_250_000.5 }, { estimateAmount: 1_250_000.5 }],
    ['a value of 0, which is not set', { total_value: 0 }, {}],
    ['a value below cents', { total_value: 10.126 }, { estimateAmount: 10.13 }],
    ['the largest value', { total_value: 9_999_999_999_999.99 }, { estimateAmount: 9_999_999_999_999.99 }],
  ])('is made of %s', (_, project, expected) => {
    const values = projectOf({ ...job, project: { id: 2, name: 'Library', ...project } });
    expect(values).toEqual({ name: '24-0815 - Library [Procore 1-2]', ...expected });
  });

  it('holds job id and external id so that each is read back, whatever is typed', () => {
    fc.assert(
      fc.property(jobIds, names, externalIds, (job_id, name, external_id) => {
        const text = projectOf(named(name, { job_id, external_id })).name;
        expect(markedIn(text)).toBe(external_id);
        expect(numberIn(text)).toBe(job_id);
        expect(hasNumber(text, job_id)).toBe(true);
        expect(text).toBe(singleLine(text));
      }),
    );
  });

  it.each([
    ['24-0815 - Library [Procore 1-2]', '24-0815', 'Library'],
    ['24-0815 - Library [Procore 7-7] [Procore 1-2]', '24-0815', 'Library [Procore 7-7]'],
    ['24-0815 - Library [Procore 1-2] (on hold)', '24-0815', 'Library'],
    ['OLD-7 Library', 'OLD-7', 'Library'],
    ['OLD-7: Library', 'OLD-7', 'Library'],
    ['OLD-7', 'OLD-7', 'OLD-7'],
  ])('"%s" is the job %s', (text, number, name) => {
    expect(hasNumber(text, number)).toBe(true);
    expect(nameIn(text, number)).toBe(name);
  });

  it.each([
    ['24-0815 - Library [Procore 1-2]', '24-081'],
    ['24 0815 - Library [Procore 1-2]', '24'],
    ['Library 24-0815', '24-0815'],
    ['24-08151', '24-0815'],
    ['', '24-0815'],
  ])('"%s" is not the job %s', (text, number) => {
    expect(hasNumber(text, number)).toBe(false);
  });

  it.each(['Library', 'Road works [2019-2020]', '[Procore]', '[Procore x]', '[procore 1-2]'])(
    '"%s" is marked by people at most',
    (name) => {
      expect(markedIn(name)).toBeNull();
    },
  );
});

describe('a tracking option in Xero', () => {
  const ids = { job_id: 'J'.repeat(20), external_id: `${'1'.repeat(8)}-${'2'.repeat(15)}-3` };

  it('gets as much of the name as the connector declares', () => {
    const [limit] = xero.profileFor({ as: 'both', tenant_id: TENANT, tracking_category: 'Job' }).limits;
    expect(limit).toMatchObject({ field: 'project.name', max: 40, unit: 'utf16_units', when_longer: 'cut' });
    for (const [name, written] of [
      ['x'.repeat(40), 'x'.repeat(40)],
      ['x'.repeat(41), 'x'.repeat(40)],
      ['😀'.repeat(20), '😀'.repeat(20)],
      [`x${'😀'.repeat(20)}`, `x${'😀'.repeat(19)}`],
    ] as const) {
      expect(optionOf(named(name, ids)).Name).toBe(`${ids.job_id} - ${written} [Procore ${ids.external_id}]`);
    }
  });

  it('keeps to 100, with job id and mark whole, whatever the name', () => {
    const longest = fc.bigInt({ min: 1n, max: BigInt(Number.MAX_SAFE_INTEGER) });
    fc.assert(
      fc.property(jobIds, names, longest, longest, (job_id, name, company, project) => {
        const external_id = `${company}-${project}-99`;
        const { Name } = optionOf(named(name, { job_id, external_id }));
        expect(Name.length).toBeLessThanOrEqual(100);
        expect(Name.isWellFormed()).toBe(true);
        expect(numberIn(Name)).toBe(job_id);
        expect(markedIn(Name)).toBe(external_id);
      }),
    );
  });
});

describe('a change to a project in Xero', () => {
  const project = {
    projectId: 'f0000000-0000-4000-8000-000000000001',
    name: '24-0815 - Library [Procore 1-2]',
    deadlineUtc: '2027-08-31T00:00:00.000Z',
    estimate: { value: 100 },
  };
  const { name, deadlineUtc, estimate } = project;

  it.each([
    ['all the same', { name, deadlineUtc: '2027-08-31T00:00:00Z', estimateAmount: 100 }],
    ['nothing but the name', { name }],
  ])('is none: %s', (_, wanted) => {
    expect(changeOf(project, wanted)).toBeNull();
  });

  it.each([
    ['name', { name: 'New' }, { name: 'New', deadlineUtc, estimateAmount: estimate.value }],
    [
      'deadline',
      { name, deadlineUtc: '2028-01-01T00:00:00Z' },
      { name, deadlineUtc: '2028-01-01T00:00:00Z', estimateAmount: 100 },
    ],
    ['estimate', { name, estimateAmount: 7 }, { name, deadlineUtc, estimateAmount: 7 }],
  ])('of the %s leaves the rest as Xero has it', (_, wanted, expected) => {
    expect(changeOf(project, wanted)).toEqual(expected);
  });

  it('sets what Xero does not have, and sends no estimate where neither has one', () => {
    const bare = { projectId: project.projectId, name };
    expect(changeOf(bare, { name: 'New' })).toEqual({ name: 'New' });
    expect(changeOf({ ...bare, estimate: { value: 0 } }, { name: 'New' })).toEqual({ name: 'New' });
    const wanted = { name, deadlineUtc: '2028-01-01T00:00:00Z', estimateAmount: 7 };
    expect(changeOf(bare, wanted)).toEqual(wanted);
  });
});
