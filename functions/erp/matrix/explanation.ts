import type { MatrixRow } from '#domain/capability-matrix.ts';
import type { Service } from '#erp/matrix/listed-erp.ts';

/** What people are told in place of a button that sends. */
export const insteadOfSending = (name: string, service: Service): string => {
  if (service.by === 'import_only') {
    return `${name} takes no projects from Procore. Make the job in ${name}: it comes to Procore from there as a project.`;
  }
  const rule = service.by === 'link_only' && service.job_id_is_project_number ? ', whose number must be the job’s' : '';
  return `${name} takes no projects from Procore. Make the job in ${name} first; then an administrator of ERP Integrations links the project to it${rule}.`;
};

/** How a project gets to an ERP, in sentences for people. */
export const explanationOf = ({
  id,
  name,
  integrate_as: connector,
  way,
  service,
}: Pick<MatrixRow, 'id' | 'name' | 'integrate_as' | 'way'> & { readonly service: Service }): string => {
  switch (way) {
    case 'import_only':
    case 'link_only':
      return insteadOfSending(name, service);
    case 'cloud_call':
      return `${name} is called at once when an approver has accepted${connector === id ? '' : `, by the connector ${connector}`}.`;
    case 'agent_queue':
      return `An agent in the company's own network fetches what an approver has accepted, and writes it into ${name}.`;
    case 'import_file':
      return `What an approver has accepted is written into a file${connector === id ? '' : ` by the connector ${connector}`}, which an accountant loads${connector === id ? ' into any ERP' : ` into ${name}`} by hand.`;
  }
};
