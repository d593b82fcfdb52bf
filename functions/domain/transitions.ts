import type { ProjectStatus, RequestStatus } from '#domain/request.ts';

/** Who may cause an event. */
export type Actor = 'sender' | 'approver' | 'administrator' | 'clock' | 'workflow';

interface Transition {
  readonly from: readonly ProjectStatus[];
  readonly by: Actor;
  /** `same`: the request stays where it is. */
  readonly to: RequestStatus | 'same';
}

/**
 * The life of a request: product.md, section 4. The API, the conditional writes and the tests read this table.
 * Beyond it: `accept_in_part`, where the policy asks for more than one accept; `open_case`, when an outcome stays unknown for too
 * long; `reissue_links`, when an operator has all links killed and new ones mailed; `link`, `unlink` and `reset`, by which an
 * administrator ties a project to a job that exists, or unties it. They start from where the project stands.
 * Operators may have `expire` happen before its time, and have a project unlinked; the events name them in their details.
 * A request that ends rejected, retrieved or expired leaves its project synced if it was an update; see `projectStatus`.
 */
export const transitions = {
  send: { from: ['not_sent', 'rejected', 'retrieved', 'expired'], by: 'sender', to: 'ready_to_export' },
  resend: { from: ['synced'], by: 'sender', to: 'ready_to_update' },
  retrieve: { from: ['ready_to_export', 'ready_to_update'], by: 'sender', to: 'retrieved' },
  accept_in_part: { from: ['ready_to_export', 'ready_to_update'], by: 'approver', to: 'same' },
  accept: { from: ['ready_to_export', 'ready_to_update'], by: 'approver', to: 'exporting' },
  reject: { from: ['ready_to_export', 'ready_to_update', 'failed_to_export'], by: 'approver', to: 'rejected' },
  expire: { from: ['ready_to_export', 'ready_to_update'], by: 'clock', to: 'expired' },
  retry: { from: ['failed_to_export'], by: 'approver', to: 'exporting' },
  begin_export: { from: ['exporting'], by: 'workflow', to: 'exporting' },
  lose_answer: { from: ['exporting'], by: 'workflow', to: 'exporting' },
  postpone_export: { from: ['exporting'], by: 'workflow', to: 'exporting' },
  open_case: { from: ['exporting'], by: 'clock', to: 'same' },
  confirm_export: { from: ['exporting'], by: 'workflow', to: 'synced' },
  link: { from: ['not_sent', 'rejected', 'retrieved', 'expired'], by: 'administrator', to: 'synced' },
  reissue_links: { from: ['ready_to_export', 'ready_to_update', 'failed_to_export'], by: 'administrator', to: 'same' },
  unlink: { from: ['synced'], by: 'administrator', to: 'same' },
  reset: { from: ['synced'], by: 'administrator', to: 'same' },
  fail_export: { from: ['exporting'], by: 'workflow', to: 'failed_to_export' },
} as const satisfies Record<string, Transition>;

export type EventName = keyof typeof transitions;

/** True when the table lets `event` happen in `status`. */
export const allows = (event: EventName, status: ProjectStatus): boolean => {
  const { from }: Transition = transitions[event];
  return from.includes(status);
};
