import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { atMost, usual } from '#erp/matrix/prerequisites.ts';

/** In Procore's documentation for partners; that these are Sage 300's own lengths is inferred. */
const METADATA =
  'https://github.com/procore/documentation/blob/main/erp_integration/erp_metadata_details.md (an example that matches Sage 300; inferred)';

export const sage: readonly ListedErp[] = [
  {
    id: 'sage-300-cre',
    name: 'Sage 300 CRE',
    service: {
      by: 'import_file',
      limits: [
        atMost('project.name', 30, METADATA),
        atMost('project.address', 30, METADATA),
        atMost('project.city', 15, METADATA),
        atMost('project.state_code', 4, METADATA),
        atMost('project.zip', 10, METADATA),
      ],
      prerequisites: usual,
    },
    procore: {
      way: 'agent_queue',
      export: true,
      update: true,
      import: true,
      link: null,
      sources: manual(
        `${COMPANY}/sage-300-cre/workflows`,
        `${COMPANY}/sage-300-cre/sage-300-cre-contractor-detailed-data-mapping`,
      ),
    },
    note: 'The job number must fit the mask that the company has set in Sage 300. A job is made on one side only and never tied afterwards.',
  },
  {
    id: 'sage-100-contractor',
    name: 'Sage 100 Contractor',
    service: { by: 'import_file', limits: [], prerequisites: usual },
    procore: {
      way: 'agent_queue',
      export: true,
      update: true,
      import: true,
      link: null,
      sources: [
        `${V2}/sage-100/things-to-know`,
        ...manual(`${COMPANY}/sage-100/tutorials/update-project-cost-codes-for-export-to-sage-100`),
      ],
    },
    note: 'The job number holds digits only.',
  },
  {
    id: 'sage-intacct',
    name: 'Sage Intacct',
    service: { by: 'connector', connector: 'sage-intacct' },
    procore: {
      way: 'cloud_call',
      export: true,
      update: true,
      import: true,
      link: null,
      sources: [
        `${V2}/sage-intacct/things-to-know`,
        ...manual('integrations/sage-intacct/sage-intacct-detailed-data-mapping'),
      ],
    },
    note: 'Needs the subscriptions Web Services and Construction. New cost codes begin in Intacct.',
  },
];
