import { beforeEach, describe, expect, it } from 'vitest';
import type { AcceptField, Option } from '#domain/capability.ts';
import { ErpError, MOST_OPTIONS } from '#domain/erp.ts';
import { elements, inputNamed, textOf } from '#test/unit/web/markup.ts';
import { aBody, servicePerTest } from '#test/support/service.ts';

const service = servicePerTest();

const customer: AcceptField = {
  key: 'customer',
  label: 'Customer',
  type: 'string',
  required: true,
  max_length: 40,
  pattern: null,
  options: true,
};
const jobId: AcceptField = { ...customer, key: 'job_id', label: 'Job ID', required: false, options: false };
const few: Option[] = [
  { value: '17', label: 'Acme' },
  { value: '18', label: 'Zeta' },
];
/** More than an ERP lists at once. */
const many: Option[] = Array.from({ length: MOST_OPTIONS * 2 }, (_, index) => ({
  value: `C-${index}`,
  label: `Customer ${index}`,
}));

/** What the ERP was asked so far. */
let asked: [key: string, typed: string][] = [];

/** The ERP has these customers, and finds them by what is typed. */
const erpHas = (customers: readonly Option[]) => {
  service().lookUpOptions = async (_, key, typed) => {
    asked.push([key, typed]);
    return customers.filter(({ value, label }) => label.includes(typed) || value === typed).slice(0, MOST_OPTIONS);
  };
};
const erpIsDown = () => {
  service().lookUpOptions = async () => {
    throw new ErpError('temporary', 'The ERP could not be asked.');
  };
};

beforeEach(() => {
  asked = [];
  service().erpIs = { accept_fields: [jobId, customer] };
  erpHas(few);
});

const params = { request_id: '1001-1' };
const send = async (): Promise<void> => {
  await service().send(aBody());
  await service().ask('1001-1');
};
const now = async () => (await service().api('get-request', { params })).json;
const accept = async (fields: Record<string, string>, as: 'approver' | 'owner' = 'approver') =>
  service().api('accept-request', { as, params, body: { fields, snapshot_sha256: (await now()).snapshot_sha256 } });

describe('accepting with a value that the ERP lists', () => {
  beforeEach(send);

  it('stores the value', async () => {
    expect((await accept({ customer: '17' })).status).toBe(200);
    expect((await now()).decision?.fields).toEqual({ job_id: 'P-042', customer: '17' });
  });

  it.each([
    ['a value that it does not have', '19'],
    ['a label in place of its value', 'Acme'],
  ])('is refused by name for %s, and nothing is decided', async (_, value) => {
    const { status, json } = await accept({ customer: value });
    expect([status, json.errors]).toEqual([422, { 'fields.customer': ['is not among the values that the ERP has'] }]);
    expect(await now()).toMatchObject({ status: 'ready_to_export', decision: null });
  });

  it('finds a value far down a long list, and refuses one that is not there', async () => {
    erpHas(many);
    expect((await accept({ customer: 'C-1000' })).json.errors).toHaveProperty(['fields.customer']);
    expect((await accept({ customer: 'C-399' })).status).toBe(200);
  });

  it('is not held up by an ERP that cannot be asked now: the export will tell', async () => {
    erpIsDown();
    expect((await accept({ customer: '19' })).status).toBe(200);
    expect((await now()).decision?.fields).toMatchObject({ customer: '19' });
    expect(service().warnings).toContain('options_not_known');
  });

  it('asks the ERP nothing for who may not decide, for a value that is wrong anyway, and for a field that takes any', async () => {
    const { snapshot_sha256 } = await now();
    const body = { fields: { customer: '19' }, snapshot_sha256 };
    expect((await service().api('accept-request', { as: 'viewer', params, body })).status).toBe(403);
    await accept({ customer: 'x'.repeat(41) });
    service().erpIs = { accept_fields: [jobId, { ...customer, options: false }] };
    await accept({ customer: '19' });
    expect(asked).toEqual([]);
  });

  it('asks the ERP nothing for a rejection', async () => {
    const body = { reason: 'No.', snapshot_sha256: (await now()).snapshot_sha256 };
    await service().api('reject-request', { as: 'approver', params, body });
    expect(asked).toEqual([]);
  });
});

it('does not let the second approver fail on a value that the first has accepted with', async () => {
  service().integration = {
    ...service().integration,
    policy: { ...service().integration.policy, accepts_needed: 2 },
  };
  await send();
  await accept({ customer: '17' });
  erpHas([]);
  expect((await accept({}, 'owner')).status).toBe(200);
  expect((await now()).decision?.fields).toMatchObject({ customer: '17' });
});

it('checks a value with which a failed export is to be tried again', async () => {
  await send();
  await accept({ customer: '17' });
  service().openSession = () =>
    Promise.reject(new ErpError('refused', 'No such customer.', { field: 'fields.customer' }));
  await service().export('1001-1');
  const retry = (value: string) =>
    service().api('retry-request', { as: 'approver', params, body: { fields: { customer: value } } });
  expect(Object.keys((await retry('19')).json.errors)).toEqual(['fields.customer']);
  expect((await now()).status).toBe('failed_to_export');
  expect((await retry('18')).status).toBe(200);
});

describe('the page', () => {
  let token = '';
  beforeEach(async () => {
    await send();
    token = service().linkOf('approver');
  });
  const opened = async () => {
    const { path, cookies } = await service().browse(token);
    return service().visit('show-approval', { token: path, cookies });
  };
  const post = async (form: Record<string, string>) =>
    service().page(token, { ...(await service().formOf(token)), ...form });

  it('offers the list to a browser with a session', async () => {
    const { text } = await opened();
    expect(elements(text, 'option').map((one) => one.get('value'))).toEqual(['', '17', '18']);
  });

  it('asks the ERP nothing for who only opens the link, as scanners do', async () => {
    const { text } = await service().page(token);
    expect(asked).toEqual([]);
    expect(inputNamed(text, 'field_customer')?.get('type')).toBe('text');
    expect(textOf(text)).toContain('look for it in the ERP');
  });

  it('shows what matches when somebody looks for it, and decides nothing', async () => {
    erpHas(many);
    const { status, text } = await post({ find_options: 'customer', field_customer: 'Customer 39' });
    expect(status).toBe(200);
    const offered = many.filter(({ label }) => label.includes('Customer 39')).map(({ value }) => value);
    expect(elements(text, 'option').map((one) => one.get('value'))).toEqual(offered);
    expect(inputNamed(text, 'field_customer')?.get('value')).toBe('Customer 39');
    expect(await now()).toMatchObject({ status: 'ready_to_export', decision: null });
  });

  it('is shown again with what matches when what was typed is no value of the ERP', async () => {
    erpHas(many);
    const { status, text } = await post({ decision: 'accept', field_customer: 'Customer 399' });
    expect(status).toBe(422);
    expect(elements(text, 'option').map((one) => one.get('value'))).toEqual(['C-399']);
    expect(inputNamed(text, 'field_customer')?.get('aria-invalid')).toBe('true');
    expect(textOf(text)).toContain('Customer is not among the values that the ERP has');
    expect((await now()).decision).toBeNull();
  });

  it('decides with a value of the ERP', async () => {
    const { status, text } = await post({ decision: 'accept', field_customer: '18' });
    expect([status, textOf(text).includes('Customer 18')]).toEqual([200, true]);
    expect((await now()).decision?.fields).toMatchObject({ customer: '18' });
  });

  it('takes any value while the ERP cannot be asked, and says so', async () => {
    erpIsDown();
    const shown = await opened();
    expect(shown.status).toBe(200);
    expect(inputNamed(shown.text, 'field_customer')?.get('type')).toBe('text');
    expect(textOf(shown.text)).toContain('The ERP does not answer now.');
    expect((await post({ decision: 'accept', field_customer: '19' })).status).toBe(200);
  });

  it('asks for no options where the fields are fixed', async () => {
    service().integration = {
      ...service().integration,
      policy: { ...service().integration.policy, accepts_needed: 2 },
    };
    await accept({ customer: '17' }, 'owner');
    asked = [];
    const { text } = await opened();
    expect(inputNamed(text, 'field_customer')?.has('readonly')).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('listing what the ERP has', () => {
  const list = (query: Record<string, string>, as: 'approver' | 'project-admin' | 'viewer' = 'approver') =>
    service().api('list-integration-options', { as, query });

  it('answers all of it, or what matches', async () => {
    expect((await list({ field: 'customer' })).json).toEqual({ options: few });
    expect((await list({ field: 'customer', search: ' Zet ' }, 'project-admin')).json).toEqual({ options: [few[1]] });
    expect(asked).toEqual([
      ['customer', ''],
      ['customer', 'Zet'],
    ]);
  });

  it.each(['job_id', 'constructor', ''])('is 404 for %j, which the ERP offers no options for', async (field) => {
    expect((await list({ field })).status).toBe(404);
    expect(asked).toEqual([]);
  });

  it('is 503, with a time to come back, while the ERP cannot be asked', async () => {
    erpIsDown();
    const { status, headers, json } = await list({ field: 'customer' });
    expect([status, headers['retry-after'], json.type]).toEqual([503, '5', 'urn:send-to-erp:problem:erp_unavailable']);
  });

  it.each([{}, { field: 'customer', search: 'x'.repeat(201) }, { field: 'customer', project_id: '0' }])(
    'is 422 for %j',
    async (query) => {
      expect((await list(query)).status).toBe(422);
    },
  );

  it('is not for those who neither send nor decide, of the project that they name', async () => {
    expect((await list({ field: 'customer' }, 'viewer')).status).toBe(403);
    expect((await list({ field: 'customer', project_id: '1001' }, 'viewer')).status).toBe(403);
    expect((await list({ field: 'customer', project_id: '1001' }, 'project-admin')).status).toBe(200);
  });
});
