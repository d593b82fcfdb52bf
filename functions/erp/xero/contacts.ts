import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS } from '#domain/erp.ts';
import type { XeroApi } from '#erp/xero/api.ts';
import { contacts } from '#erp/xero/replies.ts';

const CONTACTS = '/api.xro/2.0/Contacts';

/** The active contacts that Xero finds for what was typed, by name. Xero also searches numbers and mail addresses. */
export const findContacts = async (api: XeroApi, typed: string): Promise<Option[]> => {
  const { Contacts } = await api.read(
    CONTACTS,
    {
      ...(typed !== '' && { searchTerm: typed }),
      summaryOnly: 'true',
      order: 'Name',
      page: '1',
      pageSize: String(MOST_OPTIONS),
    },
    contacts,
  );
  return Contacts.slice(0, MOST_OPTIONS).map(({ ContactID, Name }) => ({ value: ContactID, label: Name }));
};
