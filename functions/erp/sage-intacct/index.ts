import { commonPrerequisites, type AcceptField } from '#domain/capability.ts';
import { defineConnector } from '#erp/connector.ts';
import { document } from '#erp/sage-intacct/mapping.ts';
import { credentials, settings, type IntacctCredentials, type IntacctSettings } from '#erp/sage-intacct/schemas.ts';

const jobId: AcceptField = {
  key: 'job_id',
  label: 'Project ID',
  type: 'string',
  required: false,
  // `projectid` is a STRING_30 in Sage's DTD 2.1.
  max_length: 30,
  options: false,
  pattern: '[^\\p{C}]+',
};

/** Ids of other records. Ours, not Sage's: it names no length for them. */
const reference = { type: 'string', max_length: 60, options: true, pattern: '[^\\p{C}]+' } as const;

const acceptFields = (
  given: Pick<IntacctSettings, 'numbered_by_erp' | 'location' | 'required_fields'>,
): AcceptField[] => [
  ...(given.numbered_by_erp ? [] : [jobId]),
  { key: 'customer', label: 'Customer', required: given.required_fields.includes('customer'), ...reference },
  ...(given.location === undefined
    ? [{ key: 'location', label: 'Location', required: given.required_fields.includes('location'), ...reference }]
    : []),
];

/** Sage Intacct, by its XML gateway 3.0: a PROJECT with the job id as its PROJECTID. */
export const connector = defineConnector<IntacctSettings, IntacctCredentials>({
  id: 'sage-intacct',
  name: 'Sage Intacct',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  limits: [
    {
      field: 'project.name',
      max: 200,
      unit: 'code_points',
      when_longer: 'refuse',
      source: 'https://support.procore.com/integrations/sage-intacct/sage-intacct-detailed-data-mapping',
    },
  ],
  // The smallest service tier allows an application 6 requests at a time, and each export makes one at a time.
  traffic: { at_once: 4, per_minute: null },
  // PROJECTID is unique in a company.
  repeated_create: 'same_job',
  accept_fields: acceptFields({ numbered_by_erp: false, location: undefined, required_fields: [] }),
  prerequisites: commonPrerequisites,
  profileFor: (given) => ({
    accept_fields: acceptFields(given),
    repeated_create: given.numbered_by_erp ? 'second_job' : 'same_job',
  }),
  settings,
  credentials,
  document,
  connect: async (context) => (await import('#erp/sage-intacct/client.ts')).openSageIntacct(context),
});
