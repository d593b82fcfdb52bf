import { VersionConflict } from '#domain/ports.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { isOpen } from '#domain/request.ts';
import type { Command, Report, World } from '#ops/command.ts';
import { find, unknownRequest } from '#ops/find.ts';
import { requestIn, requestOptions, type RequestName } from '#ops/request-name.ts';
import { inWords, standingLine, standingOf } from '#ops/standing.ts';
import type { FoundRequest } from '#use-cases/find-request.ts';
import { serveProject, stepsFor, type SweepStep } from '#use-cases/sweep.ts';

const WORDS: Readonly<Record<SweepStep, string>> = {
  open_case: 'tell people that nobody knows whether the ERP has the job',
  expire: 'close it, because its window is over',
  queue_mails: 'queue the mails that people are owed',
  queue_events: 'have the events published that programs are owed',
  wake: 'tell its workflow of the decision',
  start: 'make sure that a workflow serves it',
};

const told = (
  { companyId, requestId }: RequestName,
  found: FoundRequest,
  rest: Omit<Report, 'facts'>,
  facts = {},
): Report => ({
  ...rest,
  lines: [`Request ${requestId} of company ${companyId}.`, standingLine(standingOf(found)), ...rest.lines],
  facts: { company_id: companyId, request_id: requestId, status: found.request.status, ...facts },
});

/** Why there is nothing to bring forward; null when there is. */
const refusal = ({ request, record }: FoundRequest, steps: readonly SweepStep[]): string | null => {
  if (record === null) return 'It is over, and a later request of the project has taken its place.';
  if (steps.length > 0) return null;
  return isOpen(request)
    ? 'No machine can bring it forward: only its approver can.'
    : `It is over: ${inWords(request.status)}, and nobody is owed mail about it.`;
};

const serve = async (world: World, record: ProjectRecord): Promise<boolean> => {
  try {
    await serveProject(world, record);
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
};

/** Does at once for one request what the sweeper would do for it when its time comes. */
export const retry: Command = {
  takes: '<request>',
  does: 'brings a stuck request forward, as the sweeper would do later: its workflow, its decision, its mails',
  options: requestOptions,
  run: async (world, given) => {
    const name = await requestIn(world, given);
    const found = await find(world, name);
    if (found === null) return unknownRequest(name);
    const { record } = found;
    const steps = record === null ? [] : stepsFor(record, world.clock());
    const why = refusal(found, steps);
    if (record === null || why !== null) {
      return told(name, found, { outcome: 'refused', lines: [why ?? ''] });
    }
    const words = steps.map((step) => WORDS[step]);
    if (!given.yes) {
      return told(name, found, { outcome: 'would_do', lines: words.map((step) => `Would ${step}.`) }, { steps });
    }
    if (!(await serve(world, record))) {
      const lines = ['Somebody else went on with it at the same moment. Look at it again.'];
      return told(name, found, { outcome: 'nothing_to_do', lines });
    }
    const after = await find(world, name);
    const lines = [
      ...words.map((step) => `Done: ${step}.`),
      ...(after ? [`Now: ${standingLine(standingOf(after))}`] : []),
    ];
    return told(name, found, { outcome: 'done', lines }, { steps, status_now: after?.request.status });
  },
};
