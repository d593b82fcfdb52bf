import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { ErpError, type ExportFiles, type Job } from '#erp/connector.ts';
import { openImportFiles } from '#erp/import-file/client.ts';

const AT = new Date('2026-11-23T09:00:00.000Z');

const job: Job = {
  external_id: '1-42',
  request_id: '42-1',
  job_id: '24-0815',
  fields: {},
  project: { id: 42, name: 'Library', city: 'Springfield\nIL', total_value: 0, start_date: '2026-03-02' },
  cost_codes: [
    { id: 1, full_code: '01-310', name: '-Management', line_item_types: [{ code: 'L', name: 'Labor' }, { code: 'O', name: '' }] }, // prettier-ignore
    { id: 2, full_code: '03-300', name: 'Concrete', line_item_types: [] },
  ],
};

const memory = () => {
  const files = new Map<string, { text: string; contentType: string }>();
  const store: ExportFiles = {
    put: (name, text, contentType) => Promise.resolve(void files.set(name, { text, contentType })),
    exists: (name) => Promise.resolve(files.has(name)),
  };
  return { files, session: openImportFiles({ files: store, clock: () => AT }) };
};

describe('import file', () => {
  it('has one line per cost code and type, each with the job', async () => {
    const { files, session } = memory();
    expect(await session.create(job)).toEqual({
      job_id: '24-0815',
      erp_id: '1-42/42-1.csv',
      url: null,
      at: AT.toISOString(),
    });
    const file = files.get('1-42/42-1.csv');
    expect(file?.contentType).toBe('text/csv; charset=utf-8');
    const lines: Record<string, string>[] = parse(file?.text ?? '', { bom: true, columns: true });
    expect(
      lines.map((line) => [line['cost_code'], line['cost_code_name'], line['cost_type'], line['cost_type_name']]),
    ).toEqual([
      ['01-310', "'-Management", 'L', 'Labor'],
      ['01-310', "'-Management", 'O', ''],
      ['03-300', 'Concrete', '', ''],
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({
        job_id: '24-0815',
        job_name: 'Library',
        city: 'Springfield IL',
        total_value: '0',
        zip: '',
      });
    }
  });

  it('of an update is another file with the job id of the first', async () => {
    const { files, session } = memory();
    const made = await session.create(job);
    const updated = await session.update({ ...job, request_id: '42-2', job_id: 'typed anew' }, made);
    expect(updated).toMatchObject({ job_id: '24-0815', erp_id: '1-42/42-2.csv' });
    expect([...files.keys()]).toEqual(['1-42/42-1.csv', '1-42/42-2.csv']);
    expect(files.get('1-42/42-2.csv')?.text).not.toContain('typed anew');
  });

  it('that cannot be stored may be tried again: nothing is lost or doubled', async () => {
    const broken = () => Promise.reject(new Error('AccessDenied: arn:aws:s3:::bucket'));
    const session = openImportFiles({ files: { put: broken, exists: broken }, clock: () => AT });
    for (const work of [session.create(job), session.find(job)]) {
      const error: unknown = await work.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ErpError);
      expect(error).toMatchObject({ kind: 'temporary', message: 'The import file could not be stored.' });
    }
  });

  it('holds 4,000 cost codes of five types each', async () => {
    const { files, session } = memory();
    const types = ['L', 'M', 'E', 'S', 'O'].map((code) => ({ code, name: code }));
    const codes = Array.from({ length: 4000 }, (_, n) => ({
      id: n + 1,
      full_code: `${n}`,
      name: 'x',
      line_item_types: types,
    }));
    await session.create({ ...job, cost_codes: codes });
    expect(parse(files.get('1-42/42-1.csv')?.text ?? '', { bom: true })).toHaveLength(20_001);
  });
});
