import { commonPrerequisites, type Prerequisite } from '#domain/capability.ts';
import { COMPANY, manual, V2, type ListedErp } from '#erp/matrix/listed-erp.ts';
import { atMost, usual } from '#erp/matrix/prerequisites.ts';

const YARDI = `${V2}/yardi-project-financials/detailed-data-mapping`;

const projectNumber: Prerequisite = {
  code: 'no_project_number',
  message: 'The project must have a number: that of the job in Yardi Voyager.',
  field: 'project.project_number',
  met: ({ project }) => (project.project_number ?? '').trim() !== '',
};

/** ERPs of owners of real estate. */
export const property: readonly ListedErp[] = [
  {
    id: 'yardi-voyager',
    name: 'Yardi Voyager',
    service: {
      by: 'link_only',
      job_id_is_project_number: true,
      limits: [atMost('project.project_number', 16, YARDI)],
      prerequisites: [...commonPrerequisites, projectNumber],
    },
    procore: {
      way: 'link_only',
      export: false,
      update: null,
      import: true,
      link: true,
      sources: [YARDI, ...manual(`${COMPANY}/yardi-project-financials/things-to-know-about-yardi`)],
    },
    note: 'Lists of cost codes and cost types must match, and all jobs stand under one Yardi entity.',
  },
  {
    id: 'mri-platform-x',
    name: 'MRI Platform X',
    service: { by: 'import_file', limits: [], prerequisites: usual },
    procore: {
      way: 'cloud_call',
      export: true,
      update: null,
      import: true,
      link: null,
      sources: ['https://beta.support.procore.com/product-manuals/mri-project-financials/things-to-know'],
    },
    note: 'A project has one phase in MRI.',
  },
];
