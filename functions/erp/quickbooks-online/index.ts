import { commonPrerequisites } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import {
  document,
  JOB_NUMBER,
  LONGEST_CITY,
  LONGEST_LINE,
  LONGEST_NAME,
  LONGEST_NUMBER,
  LONGEST_POSTAL_CODE,
} from '#erp/quickbooks-online/mapping.ts';
import {
  credentials,
  settings,
  type QuickBooksCredentials,
  type QuickBooksSettings,
} from '#erp/quickbooks-online/schemas.ts';

const CUSTOMER_PAGE = 'https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer';
const SCHEMA = 'https://github.com/intuit/QuickBooks-V3-Java-SDK, IntuitBaseTypes.xsd, PhysicalAddress';

/** A part of the address of which QuickBooks gets the beginning. */
const cutAt = (field: string, max: number) =>
  ({ field, max, unit: 'utf16_units', when_longer: 'cut', source: SCHEMA }) as const;

/** QuickBooks Online: a job below a customer, which QuickBooks also calls a sub-customer. */
export const connector = defineConnector<QuickBooksSettings, QuickBooksCredentials>({
  id: 'quickbooks-online',
  name: 'QuickBooks Online',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: true,
  capabilities: { export: true, update: true, import: false, link: true },
  limits: [
    {
      field: 'project.name',
      max: LONGEST_NAME,
      unit: 'utf16_units',
      when_longer: 'cut',
      // The page says 500 for number and name together, the schema 41; 100 is what integrations are known to write.
      source: `${CUSTOMER_PAGE} (DisplayName, behind the job number)`,
    },
    cutAt('project.address', LONGEST_LINE),
    cutAt('project.city', LONGEST_CITY),
    cutAt('project.zip', LONGEST_POSTAL_CODE),
  ],
  // Intuit, Limits and throttles: 500 calls a minute and 10 a second for a company. An export makes four; others call too.
  traffic: { at_once: 4, per_minute: 60 },
  // Its names are unique, and a repeat of the same request is answered alike; but a project that was renamed after a lost
  // call is another name and another request.
  repeated_create: 'second_job',
  accept_fields: [
    {
      key: 'job_id',
      label: 'Job ID',
      type: 'string',
      required: false,
      max_length: LONGEST_NUMBER,
      pattern: JOB_NUMBER,
      options: false,
    },
    {
      key: 'customer',
      label: 'Customer',
      type: 'string',
      required: true,
      max_length: 20,
      pattern: '[0-9]+',
      options: true,
    },
  ],
  prerequisites: [...commonPrerequisites],
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/quickbooks-online/client.ts')).openQuickBooks(context),
});
