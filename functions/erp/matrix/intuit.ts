import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { atMost, noCommaInAddress, usual } from '#erp/matrix/prerequisites.ts';

const DESKTOP = `${V2}/erp-integrations-company/tutorials/accept-or-reject-a-project-for-export-to-quickbooks-desktop`;

export const intuit: readonly ListedErp[] = [
  {
    id: 'quickbooks-desktop',
    name: 'QuickBooks Desktop',
    service: {
      by: 'import_file',
      limits: [atMost('project.name', 41, DESKTOP)],
      prerequisites: [...usual, noCommaInAddress],
    },
    procore: {
      way: 'agent_queue',
      export: true,
      update: null,
      import: true,
      link: true,
      sources: [DESKTOP, `${V2}/quickbooks-desktop/detailed-data-mapping`],
    },
    note: 'A job belongs to a customer, or is one itself, as the company has chosen.',
  },
  {
    id: 'quickbooks-online',
    name: 'QuickBooks Online',
    service: { by: 'connector', connector: 'quickbooks-online' },
    procore: {
      way: 'import_only',
      export: false,
      update: false,
      import: true,
      link: null,
      sources: manual(`${COMPANY}/qbo/things-to-know-about-qbo`),
    },
    note: '',
  },
];
