import { commonPrerequisites } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document } from './mapping.ts';
import { credentials, settings, type ToyCredentials, type ToySettings } from './schemas.ts';

/** Toy Books: a job by a single PUT. */
export const connector = defineConnector<ToySettings, ToyCredentials>({
  id: 'toy-books',
  name: 'Toy Books',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  limits: [],
  traffic: { at_once: 2, per_minute: null },
  // It takes no mark twice.
  repeated_create: 'same_job',
  accept_fields: [
    {
      key: 'job_id',
      label: 'Job number',
      type: 'string',
      required: false,
      max_length: 30,
      options: false,
      pattern: '[^\\p{C}]+',
    },
  ],
  prerequisites: commonPrerequisites,
  settings,
  credentials,
  document,
  connect: async (context) => (await import('./client.ts')).openToyBooks(context),
});
