import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestedJobId, unknownPlaceholders } from '#domain/job-id-pattern.ts';
import { calendar, type Calendar } from '#domain/calendar.ts';
import type { Project } from '#domain/project.ts';
import { aSnapshot, NOON } from '#test/support/records.ts';

const DEFAULT = '{project_number}';

const suggested = (pattern: string, project: Project, calendar: Calendar | null = null, at = NOON): string =>
  suggestedJobId({ job_id_pattern: pattern, calendar }, project, at);

const projectWith = (over: Partial<Project>): Project => aSnapshot({ project: over }).project;

const without = (...fields: (keyof Project)[]): Project => {
  const entries = Object.entries(aSnapshot().project).filter(([key]) => !fields.some((field) => field === key));
  return { id: 42, name: 'Harbour Bridge', ...Object.fromEntries(entries) };
};

describe('the suggested number of a job', () => {
  it.each([
    ['P-042', 'P-042'],
    [' P-042 ', 'P-042'],
    ['  ', '42'],
    ['$& $1 {year}', '$& $1 {year}'],
  ])('is by default the project number %j: %s', (project_number, id) => {
    expect(suggested(DEFAULT, projectWith({ project_number }))).toBe(id);
  });

  it('is the project’s id where the pattern asks for a number that the project has not', () => {
    const project = without('project_number');
    for (const pattern of [DEFAULT, 'J-{project_number}', '{year}-{project_number}-{project_id}']) {
      expect(suggested(pattern, project)).toBe('42');
    }
    expect(suggested('{yy}-{project_id}', project)).toBe('26-42');
  });

  it.each([
    ['{project_id}', '42'],
    ['J{project_id}/{project_number}', 'J42/P-042'],
    ['{year}', '2026'],
    ['{yy}-{project_number}', '26-P-042'],
    ['{yy}{yy}{year}', '26262026'],
    [' {project_number} ', 'P-042'],
    ['JOB', 'JOB'],
    ['', '42'],
    ['  ', '42'],
  ])('of the pattern %j is %s', (pattern, id) => {
    expect(suggested(pattern, aSnapshot().project)).toBe(id);
  });

  it('has the year of the start date, or of the sending when nobody knows when the project starts', () => {
    expect(suggested('{year}', projectWith({ start_date: '2031-01-01' }))).toBe('2031');
    expect(suggested('{year} {yy}', without('start_date'))).toBe('2026 26');
  });

  it('has the year that the company’s clocks show, where it has a calendar', () => {
    const newYear = new Date('2027-01-01T03:00:00.000Z');
    const inZone = (time_zone: string) => calendar.parse({ time_zone });
    const yearIn = (company: Calendar | null, project = without('start_date')) =>
      suggested('{year} {yy}', project, company, newYear);
    expect(yearIn(null)).toBe('2027 27');
    expect(yearIn(inZone('America/Los_Angeles'))).toBe('2026 26');
    expect(yearIn(inZone('America/Los_Angeles'), projectWith({ start_date: '2027-01-01' }))).toBe('2027 27');
  });

  it('is never empty, never padded and has no placeholder left, for every pattern of known ones', () => {
    const part = fc.oneof(
      fc.constantFrom('{project_number}', '{project_id}', '{year}', '{yy}'),
      fc.stringMatching(/^[A-Z0-9 -]{0,3}$/),
    );
    const projectNumber = fc.option(fc.stringMatching(/^[A-Z0-9 $&-]{0,6}$/), { nil: '' });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), projectNumber, (parts, project_number) => {
        const pattern = parts.join('');
        expect(unknownPlaceholders(pattern)).toEqual([]);
        const id = suggested(pattern, projectWith({ project_number }));
        expect(id).not.toBe('');
        expect(id).toBe(id.trim());
        expect(id).not.toMatch(/[{}]/);
      }),
    );
  });
});

describe('a placeholder', () => {
  it.each([
    [DEFAULT, []],
    ['{project_id}{year}{yy}', []],
    ['JOB', []],
    ['{project}', ['{project}']],
    ['{a}{year}{b}', ['{a}', '{b}']],
    ['{}', ['{}']],
    ['{ year }', ['{ year }']],
    ['{YEAR}', ['{YEAR}']],
    ['{constructor}{__proto__}{toString}', ['{constructor}', '{__proto__}', '{toString}']],
  ])('in %j is unknown: %j', (pattern, unknown) => {
    expect(unknownPlaceholders(pattern)).toEqual(unknown);
  });
});
