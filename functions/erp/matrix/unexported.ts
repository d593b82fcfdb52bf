import type { Capabilities } from '#domain/capability.ts';
import type { Erp } from '#domain/erp.ts';
import { insteadOfSending } from '#erp/matrix/explanation.ts';
import { listedErps } from '#erp/matrix/listed.ts';
import type { ListedErp, Service } from '#erp/matrix/listed-erp.ts';

type Unexported = Extract<Service, { readonly by: 'import_only' | 'link_only' }>;

const isUnexported = (listed: ListedErp): listed is ListedErp & { readonly service: Unexported } =>
  listed.service.by === 'import_only' || listed.service.by === 'link_only';

/** Of an ERP that takes no projects, through this service: imports are Procore's own affair. */
export const unexportedCapabilities = (by: Unexported['by']): Capabilities => ({
  export: false,
  update: false,
  import: false,
  link: by === 'link_only',
});

/** The ERPs without a connector that a company may have an integration with all the same. */
export const unexportedErps: readonly { readonly id: string; readonly name: string }[] =
  listedErps.filter(isUnexported);

/** An ERP that takes no projects, as the use cases see it; null when none of them has that id. */
export const unexportedErp = (erp: string): Erp | null => {
  const listed = listedErps.filter(isUnexported).find(({ id }) => id === erp);
  if (listed === undefined) return null;
  const { id, name, service } = listed;
  const { limits, prerequisites } = service.by === 'link_only' ? service : { limits: [], prerequisites: [] };
  return {
    id,
    name,
    capabilities: unexportedCapabilities(service.by),
    limits,
    prerequisites,
    accept_fields: [],
    can_look_up: false,
    no_export: { code: service.by, message: insteadOfSending(name, service) },
    job_id_is_project_number: service.by === 'link_only' && service.job_id_is_project_number,
    // Nothing is ever written.
    traffic: { at_once: 1, per_minute: null },
    repeated_create: 'same_job',
    document: () => ({}),
  };
};
