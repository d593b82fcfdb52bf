import type { ProjectRecord } from '#domain/project-record.ts';
import type { Request } from '#domain/request.ts';

/** The names under which every log line says what it is about. */
export interface RequestIds {
  readonly company_id: number;
  readonly project_id: number;
  readonly request_id: string;
  readonly run: number;
}

/** What a log line about a request says of it. */
export const idsOf = ({
  company_id,
  project_id,
  id,
  run,
}: Pick<Request, 'company_id' | 'project_id' | 'id' | 'run'>): RequestIds => ({
  company_id,
  project_id,
  request_id: id,
  run,
});

/** One event as a log tells it: nothing of who did it or what was said. */
export interface Happened extends RequestIds {
  readonly event: string;
  readonly from: string;
  readonly to: string;
  readonly erp: string;
  readonly integration_id: string;
}

/** What happened between a record that was read and the one that was written. A write that only notes something tells nothing. */
export const happenedBetween = (before: ProjectRecord | null, next: ProjectRecord): Happened[] => {
  const known = before?.events.at(-1)?.sequence ?? 0;
  const { request } = next;
  let from: string = before?.request.id === request.id ? before.request.status : 'not_sent';
  return next.events
    .filter(({ sequence }) => sequence > known)
    .map(({ name, status }) => {
      const happened = {
        event: name,
        from,
        to: status,
        ...idsOf(request),
        erp: request.integration.erp,
        integration_id: request.integration.id,
      };
      from = status;
      return happened;
    });
};
