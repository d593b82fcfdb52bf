import { beforeEach, expect, it } from 'vitest';
import { textOf } from '#test/unit/web/markup.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();
const LONG = 'Harbour Bridge and its approach roads in the east';

beforeEach(() => {
  service().erpIs = {
    limits: [{ field: 'project.name', max: 41, unit: 'code_points', when_longer: 'cut', source: 'the vendor' }],
  };
});

const preview = async (name: string) =>
  (
    await service().api('preview-project', {
      as: 'project-admin',
      params: { project_id: '1001' },
      body: aBody(1001, { name }),
    })
  ).json;

it('tells the sender what the ERP will get shortened, which does not keep the project from being sent', async () => {
  expect(await preview(LONG)).toMatchObject({
    problems: [],
    notices: [
      {
        code: 'cut',
        message: 'The ERP takes at most 41 code points here and gets the beginning.',
        field: 'project.name',
      },
    ],
  });
  expect((await preview('Harbour Bridge')).notices).toEqual([]);
  expect((await service().send(aBody(1001, { name: LONG }))).status).toBe(202);
});

it('tells the approver, beside the field', async () => {
  await service().send(aBody(1001, { name: LONG }));
  await service().ask('1001-1');
  const { text } = await service().page(service().linkOf('approver'));
  expect(textOf(text)).toContain('Name: The ERP takes at most 41 characters here and gets the beginning.');
});
