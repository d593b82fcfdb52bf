import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS } from '#domain/erp.ts';
import type { XeroApi } from '#erp/xero/api.ts';
import { contacts } from '#erp/xero/replies.ts';

const CONTACTS = '/api.xro/2.0/Contacts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A search looks at names, numbers and mail addresses, but not at ids. */
const wanted = (typed: string): Readonly<Record<string, string>> => {
  if (typed === '') return {};
  return UUID.test(typed) ? { IDs: typed } : { searchTerm: typed };
};

/** The active contacts that Xero finds for what was typed, by name; the contact itself for an id. */
export const findContacts = async (api: XeroApi, typed: string): Promise<Option[]> => {
  const { Contacts } = await api.read(
    CONTACTS,
    {
      ...wanted(typed),
      summaryOnly: 'true',
      order: 'Name',
      page: '1',
      pageSize: String(MOST_OPTIONS),
    },
    contacts,
  );
  return Contacts.slice(0, MOST_OPTIONS).map(({ ContactID, Name }) => ({ value: ContactID, label: Name }));
};
