import { describe, expect, it } from 'vitest';
import { readDelivery } from '#procore/webhook.ts';

const v2 = {
  id: 1234,
  ulid: '01JDNAPZK2WYXKZ2HNT8R8XBYQ',
  timestamp: '2026-11-27T12:00:00.000000Z',
  metadata: { source_user_id: 77, source_application_id: null },
  user_id: 77,
  company_id: 1,
  project_id: 1001,
  api_version: 'v2',
  event_type: 'create',
  resource_name: 'ERP Requests',
  resource_id: 500,
};
const v4 = {
  id: '01JDNAPZK2WYXKZ2HNT8R8XBYQ',
  user_id: '77',
  company_id: '1',
  project_id: '1001',
  reason: 'update',
  resource_type: 'Projects',
  resource_id: '1001',
};

describe('a delivery of Procore', () => {
  it('says that the button was pressed', () => {
    expect(readDelivery(v2)).toEqual({
      companyId: 1,
      notice: {
        delivery_id: v2.ulid,
        company_id: 1,
        user_id: 77,
        about: { kind: 'erp_request', erp_request_id: 500 },
      },
    });
  });

  it('says that a project was changed, in the newest form too', () => {
    expect(readDelivery(v4)?.notice).toEqual({
      delivery_id: v4.id,
      company_id: 1,
      user_id: 77,
      about: { kind: 'project', project_id: 1001 },
    });
  });

  it.each([
    ['of something else', { ...v2, resource_name: 'RFIs' }],
    ['of another event', { ...v2, event_type: 'delete' }],
    ['of a program', { ...v2, user_id: null, metadata: { source_user_id: null } }],
  ])('%s is nothing to act on', (_, delivery) => {
    expect(readDelivery(delivery)).toEqual({ companyId: 1, notice: null });
  });

  it.each([
    ['nothing', null],
    ['a text', 'ERP Requests'],
    ['no company', { ...v2, company_id: undefined }],
    ['an id that is none', { ...v2, resource_id: '5 OR 1=1' }],
    ['an id below one', { ...v2, company_id: 0 }],
  ])('is none when it is %s', (_, delivery) => {
    expect(readDelivery(delivery)).toBeNull();
  });
});
