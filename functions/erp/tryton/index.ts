import { commonPrerequisites } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document } from '#erp/tryton/mapping.ts';
import { credentials, settings, type TrytonCredentials, type TrytonSettings } from '#erp/tryton/schemas.ts';

/** Tryton 6.0: an analytic account with the job id as its code, and a project of the same name. */
export const connector = defineConnector<TrytonSettings, TrytonCredentials>({
  id: 'tryton',
  name: 'Tryton',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  // None: Tryton's names and codes are unbounded; 5,000 characters were stored by a 6.0 server.
  limits: [],
  // Each call holds one of the server's workers; a small installation has a handful, and people work with them.
  traffic: { at_once: 4, per_minute: null },
  // It has no unique field for the mark: two lost calls that come late make two jobs.
  repeated_create: 'second_job',
  accept_fields: [
    {
      key: 'job_id',
      label: 'Job ID',
      type: 'string',
      required: false,
      // Ours, not Tryton's: codes are read in columns of lists.
      max_length: 60,
      // The project's name begins with it, so no backslash.
      options: false,
      pattern: '[^\\p{C}\\\\]+',
    },
  ],
  prerequisites: [
    ...commonPrerequisites,
    {
      code: 'backslash_in_name',
      message: 'Tryton takes no backslash in a name: it separates the levels of its project tree.',
      field: 'project.name',
      met: ({ project }) => !project.name.includes('\\'),
    },
  ],
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/tryton/client.ts')).openTryton(context),
});
