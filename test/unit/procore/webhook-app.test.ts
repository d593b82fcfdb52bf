import { describe, expect, it } from 'vitest';
import type { ProcoreNotice } from '#domain/procore.ts';
import { procoreWebhookApp } from '#handlers/procore-webhook-app.ts';

const AUTHORIZATION = 'Bearer webhook-secret-of-the-test-suite';
const CONTEXT = { getRemainingTimeInMillis: () => 5_000 };

const delivery = (over: object = {}) => ({
  id: 1,
  ulid: 'ulid-1',
  user_id: 77,
  company_id: 1,
  project_id: 1001,
  event_type: 'create',
  resource_name: 'ERP Requests',
  resource_id: 500,
  ...over,
});

const post = async (body: unknown, headers: Record<string, string> = { authorization: AUTHORIZATION }) => {
  const added: ProcoreNotice[] = [];
  const app = procoreWebhookApp({
    authorizationOf: async (companyId) => (companyId === 1 ? AUTHORIZATION : null),
    add: async (notice) => void added.push(notice),
  });
  const event = {
    routeKey: 'POST /procore/webhooks',
    rawPath: '/procore/webhooks',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    requestContext: { requestId: 'trace-1' },
  };
  return { added, ...(await app(event, CONTEXT as never)) };
};

describe('POST /procore/webhooks', () => {
  it('notes what a delivery is about, and answers with nothing', async () => {
    const { statusCode, body, added } = await post(delivery());
    expect([statusCode, body]).toEqual([204, '']);
    expect(added).toEqual([
      { delivery_id: 'ulid-1', company_id: 1, user_id: 77, about: { kind: 'erp_request', erp_request_id: 500 } },
    ]);
  });

  it('answers a delivery about something else all the same, so that Procore does not repeat it', async () => {
    const { statusCode, added } = await post(delivery({ resource_name: 'RFIs' }));
    expect([statusCode, added]).toEqual([204, []]);
  });

  it.each([
    ['without a header', delivery(), {}],
    ['with another header', delivery(), { authorization: `${AUTHORIZATION}x` }],
    ['for a company that is not served here', delivery({ company_id: 2 }), { authorization: AUTHORIZATION }],
  ])('turns away who comes %s', async (_, body, headers: Record<string, string>) => {
    const { statusCode, added } = await post(body, headers);
    expect([statusCode, added]).toEqual([401, []]);
  });

  it.each([
    ['no JSON', '{', 400],
    ['no delivery', { hello: 'world' }, 400],
    ['too large', delivery({ padding: 'x'.repeat(70_000) }), 413],
  ])('refuses a body that is %s', async (_, body, status) => {
    const { statusCode, added } = await post(body);
    expect([statusCode, added]).toEqual([status, []]);
  });
});
