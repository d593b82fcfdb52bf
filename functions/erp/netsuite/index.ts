import { commonPrerequisites, type AcceptField } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document } from '#erp/netsuite/mapping.ts';
import { credentials, settings, type NetSuiteCredentials, type NetSuiteSettings } from '#erp/netsuite/schemas.ts';

const jobId: AcceptField = {
  key: 'job_id',
  label: 'Job ID',
  type: 'string',
  required: false,
  // Ours, not NetSuite's, which publishes none: numbers are read in columns of lists.
  max_length: 60,
  pattern: '\\P{C}+',
  options: false,
};

const customer = (required: boolean): AcceptField => ({
  key: 'customer',
  label: 'Customer',
  type: 'string',
  required,
  max_length: 18,
  pattern: '\\d+',
  options: true,
});

/** NetSuite: a project, which its REST services call `job`. */
export const connector = defineConnector<NetSuiteSettings, NetSuiteCredentials>({
  id: 'netsuite',
  name: 'NetSuite',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  // None: Oracle publishes no lengths for the record `job`. An account's own refusal names the field.
  limits: [],
  // An account bears 5 requests at once at the base tier, shared by all its integrations (Oracle, concurrency governance).
  traffic: { at_once: 2, per_minute: null },
  // External ids are unique among jobs, and PUT by external id changes the job that has it.
  repeated_create: 'same_job',
  accept_fields: [jobId],
  prerequisites: [...commonPrerequisites],
  profileFor: (given) =>
    given.customer === 'not_asked' ? {} : { accept_fields: [jobId, customer(given.customer === 'required')] },
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/netsuite/client.ts')).openNetSuite(context),
});
