import { commonPrerequisites, type AcceptField, type Limit, type Prerequisite } from '#domain/capability.ts';
import { document, longestName, LONGEST_NUMBER } from '#erp/business-central/mapping.ts';
import {
  credentials,
  settings,
  type BusinessCentralCredentials,
  type BusinessCentralSettings,
} from '#erp/business-central/schemas.ts';
import { defineConnector } from '#erp/connector.ts';

/** AL's Text counts UTF-16 units: dev-itpro/developer/devenv-file-handling-and-text-encoding.md. */
const nameLimit = (given: Pick<BusinessCentralSettings, 'project_page'>): Limit => ({
  field: 'project.name',
  max: longestName(given),
  unit: 'utf16_units',
  when_longer: 'cut',
  source:
    'https://github.com/microsoft/BCApps/blob/c3414ede3ec7bab5a928f312c1208dbd0f8e39a7/src/Layers/W1/BaseApp/Projects/Project/Job/Job.Table.al',
});

const jobId: AcceptField = {
  key: 'job_id',
  label: 'Project No.',
  type: 'string',
  required: false,
  max_length: LONGEST_NUMBER,
  pattern: '[^\\p{C}]+',
  options: false,
};

const customer: AcceptField = {
  key: 'customer',
  label: 'Bill-to customer',
  type: 'string',
  required: false,
  max_length: LONGEST_NUMBER,
  pattern: '[^\\p{C}]+',
  options: true,
};

const startsBeforeItEnds: Prerequisite = {
  code: 'ends_before_start',
  message: 'Business Central takes no project that ends before it starts.',
  field: 'project.completion_date',
  met: ({ project: { start_date, completion_date } }) =>
    start_date === undefined || completion_date === undefined || start_date <= completion_date,
};

/** Microsoft Dynamics 365 Business Central: a project of the standard API, or of a custom API page that takes more. */
export const connector = defineConnector<BusinessCentralSettings, BusinessCentralCredentials>({
  id: 'business-central',
  name: 'Microsoft Dynamics 365 Business Central',
  delivery: 'call',
  can_look_up: true,
  rotates_tokens: false,
  capabilities: { export: true, update: true, import: false, link: true },
  limits: [nameLimit({})],
  // An app may have five calls at work and 300 a minute in a sandbox, by the older of Microsoft's two pages; an export makes four.
  traffic: { at_once: 4, per_minute: 60 },
  // The number is the primary key, and every attempt of one project sends the same.
  repeated_create: 'same_job',
  accept_fields: [jobId],
  prerequisites: commonPrerequisites,
  profileFor: ({ project_page }) =>
    project_page === undefined
      ? {}
      : {
          limits: [nameLimit({ project_page })],
          accept_fields: [jobId, customer],
          prerequisites: [...commonPrerequisites, startsBeforeItEnds],
        },
  settings,
  credentials,
  document: (job, given) => ({ ...document(job, given) }),
  connect: async (context) => (await import('#erp/business-central/client.ts')).openBusinessCentral(context),
});
