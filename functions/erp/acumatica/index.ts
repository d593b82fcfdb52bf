import { commonPrerequisites, type AcceptField } from '#domain/capability.ts';
import { document, limits, LONGEST_KEY } from '#erp/acumatica/mapping.ts';
import { credentials, settings, type AcumaticaCredentials, type AcumaticaSettings } from '#erp/acumatica/schemas.ts';
import { defineConnector } from '#erp/connector.ts';

const key = { type: 'string', required: false, max_length: LONGEST_KEY, pattern: '[^\\p{C}]+' } as const;

/** Which of these a project needs depends on the site: internal projects have no customer, and a template is a choice. */
const CHOSEN: readonly AcceptField[] = [
  { key: 'template', label: 'Project template', options: true, ...key },
  { key: 'customer', label: 'Customer', options: true, ...key },
];

/** Acumatica and MYOB Acumatica: a project, by the contract-based REST API. */
export const connector = defineConnector<AcumaticaSettings, AcumaticaCredentials>({
  id: 'acumatica',
  name: 'Acumatica',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  limits,
  // The site's licence limits sessions, calls at once and calls a minute; a trial has two sessions, and people use them too.
  traffic: { at_once: 1, per_minute: null },
  // The ProjectID is the key, and an insert of one that is there is refused.
  repeated_create: 'same_job',
  accept_fields: [{ key: 'job_id', label: 'Project ID', options: false, ...key }, ...CHOSEN],
  profileFor: ({ numbered_by_erp }) =>
    numbered_by_erp ? { repeated_create: 'second_job', accept_fields: CHOSEN } : {},
  prerequisites: commonPrerequisites,
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/acumatica/client.ts')).openAcumatica(context),
});
