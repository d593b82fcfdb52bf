import type { Problem } from '#domain/capability.ts';
import type { Caller } from '#domain/caller.ts';
import type { Erp, Erps } from '#domain/erp.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { projectStatus, type Synced } from '#domain/project-record.ts';
import { isOpen, type ProjectStatus, type Request } from '#domain/request.ts';
import { maySend, requireSenderOrApprover } from '#domain/rights.ts';
import { allows } from '#domain/transitions.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import { possibleIntegrations } from '#use-cases/find-integration.ts';
import { approverProblems } from '#use-cases/send-project.ts';

/** The button of the project's General page: what it says, and if it is grey, why. */
export interface Action {
  readonly name: 'send' | 'resend' | 'retrieve';
  readonly label: string;
  readonly enabled: boolean;
  readonly blockers: readonly Problem[];
}

export interface ErpStatus {
  readonly status: ProjectStatus;
  readonly action: Action;
  readonly open_request: Request | null;
  readonly last_request: Request | null;
  readonly synced: Synced | null;
}

/** Procore's labels: "Re-send" once the project was synced or sent back. */
const actionFor = (status: ProjectStatus): Pick<Action, 'name' | 'label'> => {
  if (allows('retrieve', status)) return { name: 'retrieve', label: 'Retrieve from ERP' };
  if (status === 'not_sent') return { name: 'send', label: 'Send to ERP' };
  return { name: 'resend', label: 'Re-send to ERP' };
};

/** What an export that is under way waits for. */
const exportInWords = (request: Request | null): string => {
  if (request?.case_opened_at) {
    return 'The ERP has not answered, and nobody knows yet whether it has the job. Do not enter it by hand: it is being looked for.';
  }
  if (request?.held_by_operators) {
    return 'Operators of this service have paused exports to the ERP. The export goes on by itself when they let it.';
  }
  return request?.paused_until
    ? `The ERP cannot be reached, or is busy with other exports. The export goes on by itself, at the latest soon after ${request.paused_until}.`
    : 'The project is being exported.';
};

const blocker = (code: string, message: string): Problem => ({ code, message, field: null });

/** What stands against sending or retrieving, whichever integration serves the project. */
function* blockersOfProject(
  caller: Caller,
  projectId: number,
  { status, request }: { readonly status: ProjectStatus; readonly request: Request | null },
) {
  if (!maySend(caller, projectId)) {
    yield blocker('missing_privilege', 'You need Admin on the Admin tool of this project.');
  }
  if (status === 'exporting') yield blocker('export_running', exportInWords(request));
  if (status === 'failed_to_export') {
    yield blocker(
      'waits_for_approver',
      'The export failed. An approver can retry it, or reject the request so that it can be sent again.',
    );
  }
}

/** What the ERP itself does not do, with what people do instead. */
const refusalOf = ({ name, capabilities, no_export }: Erp, status: ProjectStatus): Problem[] => {
  if (status === 'synced' && !capabilities.update) {
    return [blocker('no_update', `${name} takes no changes of a job that exists. Make them there.`)];
  }
  return no_export === null ? [] : [blocker(no_export.code, no_export.message)];
};

/** What stands against sending through one integration. */
const blockersOfIntegration = async (
  erps: Erps,
  caller: Caller,
  integration: KnownIntegration,
  { status, synced }: { readonly status: ProjectStatus; readonly synced: Synced | null },
  now: Date,
): Promise<Problem[]> => {
  const erp = await erps(integration);
  const isElsewhere = synced !== null && synced.integration_id !== integration.id;
  return [
    isElsewhere ? blocker('synced_elsewhere', `The project is a job of the integration ${synced.integration_id}.`) : [],
    refusalOf(erp, status),
    erp.no_export === null ? approverProblems(integration, caller.person, now) : [],
  ].flat();
};

/**
 * What stands against sending, whichever of several integrations serves the project: without its data nobody knows which one it
 * is. What only some of them refuse, preview and send tell.
 */
const blockersOfAll = (each: readonly (readonly Problem[])[]): readonly Problem[] => {
  const [first, ...others] = each;
  if (first === undefined) return [blocker('no_integration', 'The company is not connected to an ERP.')];
  const free = others.concat([first]).find((problems) => problems.length === 0);
  return free ?? first;
};

/** Where a project stands and what its button does. A project that was never sent stands at `not_sent`. */
export const getErpStatus = async (
  deps: Pick<ServiceDeps, 'ledger' | 'integrations' | 'erps' | 'clock'>,
  { caller, companyId, projectId }: { caller: Caller; companyId: number; projectId: number },
): Promise<ErpStatus> => {
  requireSenderOrApprover(caller, projectId);
  const [record, known] = await Promise.all([
    deps.ledger.read({ companyId, projectId }),
    deps.integrations.list(companyId),
  ]);
  const status = projectStatus(record);
  const synced = record?.synced ?? null;
  const request = record?.request ?? null;
  const now = deps.clock();
  const ofEach = await Promise.all(
    possibleIntegrations(known, record).map((integration) =>
      blockersOfIntegration(deps.erps, caller, integration, { status, synced }, now),
    ),
  );
  const blockers = [...blockersOfProject(caller, projectId, { status, request }), ...blockersOfAll(ofEach)];
  return {
    status,
    action: { ...actionFor(status), enabled: blockers.length === 0, blockers },
    open_request: request && isOpen(request) ? request : null,
    last_request: request,
    synced,
  };
};
