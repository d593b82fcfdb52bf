import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { usual } from '#erp/matrix/prerequisites.ts';

/** ERPs in the cloud that belong to no family of their own here. */
export const cloud: readonly ListedErp[] = [
  {
    id: 'netsuite',
    name: 'Oracle NetSuite',
    service: { by: 'connector', connector: 'netsuite' },
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: [
        'https://beta.support.procore.com/product-manuals/netsuite/detailed-data-mapping',
        ...manual(`${COMPANY}/netsuite/things-to-know-about-netsuite`),
      ],
    },
    note: '',
  },
  {
    id: 'cmic',
    name: 'CMiC',
    service: { by: 'import_file', limits: [], prerequisites: usual },
    procore: {
      way: 'cloud_call',
      export: true,
      update: true,
      import: true,
      link: null,
      sources: [`${V2}/cmic/detailed-data-mapping`, ...manual('integrations/cmic/tutorials/add-a-erp-job-to-procore')],
    },
    note: 'What Procore exports becomes a project in CMiC, not a job: people make the job there.',
  },
  {
    id: 'workday',
    name: 'Workday',
    service: { by: 'import_file', limits: [], prerequisites: usual },
    procore: {
      way: 'cloud_call',
      export: null,
      update: null,
      import: true,
      link: null,
      sources: manual(`${COMPANY}/workday/detailed-data-mapping`, `${COMPANY}/workday/things-to-know-about-workday`),
    },
    note: "Procore's pages contradict each other on whether projects are exported to Workday.",
  },
  {
    id: 'xero',
    name: 'Xero',
    service: { by: 'connector', connector: 'xero' },
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: manual(
        `${COMPANY}/xero/detailed-data-mapping`,
        'integrations/xero/tutorials/add-a-procore-project-to-erp',
      ),
    },
    note: '',
  },
];
