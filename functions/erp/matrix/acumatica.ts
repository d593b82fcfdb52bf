import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';

const service = { by: 'connector', connector: 'acumatica' } as const;

/** Products on Acumatica's platform: one connector, told apart by its settings. */
export const acumatica: readonly ListedErp[] = [
  {
    id: 'acumatica',
    name: 'Acumatica',
    service,
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: [
        `${V2}/acumatica-construction/detailed-data-mapping`,
        ...manual(`${COMPANY}/acumatica-construction/acumatica-cloud-erp-project-creation-guide`),
      ],
    },
    note: 'Procore calls this connector Acumatica Edge. A default task is made with the project and must not be edited.',
  },
  {
    id: 'acumatica-vision',
    name: 'Acumatica Vision',
    service,
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: false,
      link: null,
      sources: [`${V2}/acumatica-vision/things-to-know`],
    },
    note: '',
  },
  {
    id: 'myob-acumatica',
    name: 'MYOB Acumatica',
    service,
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: [
        'https://en-au.support.procore.com/integrations/myob-advanced/detailed-data-mapping',
        ...manual(`${COMPANY}/myob-advanced/things-to-know-about-myob`),
      ],
    },
    note: 'Formerly MYOB Advanced.',
  },
];
