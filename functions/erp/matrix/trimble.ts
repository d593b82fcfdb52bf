import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { atMost, noCommaInAddress, usual } from '#erp/matrix/prerequisites.ts';

const VISTA = `${V2}/vista/detailed-data-mapping`;
const SPECTRUM = `https://support.procore.com/${COMPANY}/viewpoint-spectrum/things-to-know-about-viewpoint-spectrum`;

export const trimble: readonly ListedErp[] = [
  {
    id: 'vista',
    name: 'Viewpoint Vista',
    service: {
      by: 'import_file',
      limits: [atMost('project.name', 60, VISTA)],
      prerequisites: [...usual, noCommaInAddress],
    },
    procore: {
      way: 'agent_queue',
      export: true,
      update: null,
      import: true,
      link: true,
      sources: [VISTA, `${V2}/vista/enhancements-for-the-new-vista-integration`],
    },
    note: 'Cost codes of a single project begin in Vista.',
  },
  {
    id: 'spectrum',
    name: 'Viewpoint Spectrum',
    service: { by: 'import_file', limits: [atMost('project.name', 25, SPECTRUM)], prerequisites: usual },
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: [
        SPECTRUM,
        ...manual('integrations/dexter-chaney-spectrum/tutorials/accept-or-reject-a-project-for-export-to-spectrum'),
      ],
    },
    note: 'A template job must exist in Spectrum: division, customer, price type and whether it is taxable come from it.',
  },
];
