import { commonPrerequisites, type AcceptField, type Limit } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document, NAME_IN_OPTION } from '#erp/xero/mapping.ts';
import { credentials, settings, type XeroCredentials, type XeroSettings } from '#erp/xero/schemas.ts';

const jobId: AcceptField = {
  key: 'job_id',
  label: 'Job ID',
  type: 'string',
  required: false,
  // Ours, not Xero's: a tracking option's name of 100 holds the job id, the project's name and its mark.
  max_length: 20,
  // In a name, the job id ends where the first " - " begins.
  pattern: '(?!.* -(?: |$))[^\\p{C}]+',
  options: false,
};

const customer: AcceptField = {
  key: 'customer',
  label: 'Customer',
  type: 'string',
  required: true,
  max_length: 36,
  // A contact's id.
  pattern: '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  options: true,
};

const nameInOption: Limit = {
  ...NAME_IN_OPTION,
  field: 'project.name',
  when_longer: 'cut',
  source:
    'https://github.com/XeroAPI/Xero-OpenAPI (xero_accounting.yaml, TrackingOption: 100 with the job id and the mark)',
};

/** Xero: a project of the Projects API, an option of a tracking category, or both. */
export const connector = defineConnector<XeroSettings, XeroCredentials>({
  id: 'xero',
  name: 'Xero',
  delivery: 'call',
  can_look_up: true,
  // Where a user has consented; a custom connection has no refresh token.
  rotates_tokens: true,
  capabilities: { export: true, update: true, import: false, link: true },
  // Of a project, Xero states none.
  limits: [],
  // Xero takes five calls of an organisation at once and 60 a minute; an export makes three, and five with both.
  traffic: { at_once: 4, per_minute: 10 },
  // It forgets an Idempotency-Key after minutes, and names of projects need not be unique.
  repeated_create: 'second_job',
  accept_fields: [jobId, customer],
  prerequisites: [...commonPrerequisites],
  profileFor: ({ as }) => ({
    ...(as !== 'project' && { limits: [nameInOption] }),
    ...(as === 'tracking_option' && { accept_fields: [jobId] }),
  }),
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/xero/client.ts')).openXero(context),
});
