import { COMPANY, manual, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { usual } from '#erp/matrix/prerequisites.ts';

const byFile = { by: 'import_file', limits: [], prerequisites: usual } as const;

/** Connected to Procore by their vendors or by third parties. */
const connectedByOthers: readonly ListedErp[] = [
  {
    id: 'jobpac',
    name: 'JobPac',
    service: { by: 'import_only' },
    procore: {
      way: 'import_only',
      export: false,
      update: false,
      import: true,
      link: null,
      sources: manual(`${COMPANY}/jobpac/things-to-know-about-jobpac`, `${COMPANY}/jobpac/about`),
    },
    note: 'Sectioned cost codes must be on in JobPac.',
  },
  {
    id: 'penta',
    name: 'PENTA',
    service: { by: 'import_only' },
    procore: {
      way: 'import_only',
      export: false,
      update: false,
      import: true,
      link: null,
      sources: ['https://pentatech.atlassian.net/wiki/spaces/KCSLIVE/pages/314376197/'],
    },
    note: "PENTA's own connector brings its jobs into Procore on a schedule.",
  },
  {
    id: 'jonas',
    name: 'Jonas',
    service: byFile,
    procore: {
      way: 'import_only',
      export: null,
      update: null,
      import: true,
      link: null,
      sources: ['https://github.com/Jonas-Construction-Software/Procore-Integrations-Automation'],
    },
    note: "What Jonas' own connector exports is not documented.",
  },
  {
    id: 'foundation',
    name: 'Foundation',
    service: byFile,
    procore: {
      way: 'agent_queue',
      export: true,
      update: null,
      import: true,
      link: true,
      sources: ['https://sync-docs.agaveapi.com/docs/procore-and-foundation/projects-jobs'],
    },
    note: 'What is said of Procore is what a third party, Agave, offers: Procore has no connector of its own.',
  },
  {
    id: 'computerease',
    name: 'Deltek ComputerEase',
    service: byFile,
    procore: {
      way: 'agent_queue',
      export: true,
      update: null,
      import: true,
      link: true,
      sources: ['https://sync-docs.agaveapi.com/docs/procore-and-computerease/projects-jobs'],
    },
    note: 'What is said of Procore is what a third party, Agave, offers: Procore has no connector of its own.',
  },
];

const undocumented = (id: string, name: string, service: ListedErp['service'] = byFile): ListedErp => ({
  id,
  name,
  service,
  procore: null,
  note: 'No connector of Procore is documented.',
});

export const others: readonly ListedErp[] = [
  ...connectedByOthers,
  undocumented('coins', 'COINS'),
  undocumented('explorer', 'Explorer'),
  undocumented('infor', 'Infor'),
  undocumented('business-central', 'Microsoft Dynamics 365 Business Central', {
    by: 'connector',
    connector: 'business-central',
  }),
  undocumented('microsoft-dynamics', 'Microsoft Dynamics, other products'),
  undocumented('oracle', 'Oracle'),
  undocumented('premier', 'Premier'),
  undocumented('sap', 'SAP'),
];
