import { commonPrerequisites } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document } from '#erp/import-file/mapping.ts';
import {
  credentials,
  settings,
  type ImportFileCredentials,
  type ImportFileSettings,
} from '#erp/import-file/schemas.ts';

/** Writes a CSV file that an accountant loads into any ERP by hand. */
export const connector = defineConnector<ImportFileSettings, ImportFileCredentials>({
  id: 'import-file',
  name: 'Import file',
  delivery: 'file',
  can_look_up: false,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  // None: Procore's 1,000 characters per field and 4,000 cost codes of 100 types lie within what a worksheet holds (README.md).
  limits: [],
  // A bucket's rate lies far beyond.
  traffic: { at_once: 50, per_minute: null },
  // The file is written whole, under the same name.
  repeated_create: 'same_job',
  accept_fields: [
    {
      key: 'job_id',
      label: 'Job ID',
      type: 'string',
      required: false,
      // The ERP behind the file is not known. The longest name documented for one that Procore exports to is 60 (Vista).
      max_length: 60,
      // A leading letter or digit, so that no spreadsheet takes it for a formula; control characters are not typed.
      options: false,
      pattern: '[\\p{L}\\p{N}][^\\p{C}]*',
    },
  ],
  prerequisites: commonPrerequisites,
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/import-file/client.ts')).openImportFiles(context),
});
