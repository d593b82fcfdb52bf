import { DomainError } from '#domain/errors.ts';
import type { Command, Report } from '#ops/command.ts';
import { OPERATOR, operatorIn, operatorOption, REASON, reasonIn, reasonOption } from '#ops/operator.ts';
import { projectIn } from '#ops/project-name.ts';
import { inWords } from '#ops/standing.ts';
import { untieAsOperator } from '#use-cases/untie-project.ts';

/** Unties a project from its job, as an administrator does through the API. */
export const unlink: Command = {
  takes: `<project> ${OPERATOR} ${REASON}`,
  does: 'unties a project from its job, which stays in the ERP as it is: the project counts as not synced',
  options: { ...operatorOption, ...reasonOption },
  run: async (world, given) => {
    const key = projectIn(given);
    const [operator, reason] = [operatorIn(given), reasonIn(given)];
    const report = (outcome: Report['outcome'], lines: readonly string[], more: Report['facts'] = {}): Report => ({
      outcome,
      lines: [`Project ${key.projectId} of company ${key.companyId}.`, ...lines],
      facts: { company_id: key.companyId, project_id: key.projectId, ...more },
    });
    try {
      const tie = await untieAsOperator(world, { ...key, event: 'unlink', operator, reason, isPreview: !given.yes });
      const { status_before, status_after, job, effects } = tie;
      const facts = { status_before, status_after, job_id: job.job_id, erp_id: job.erp_id };
      const line = given.yes
        ? `Done: it was job ${job.job_id}, and is ${inWords(status_after)} now.`
        : `Would untie it from job ${job.job_id}: it is ${inWords(status_before)}, and would be ${inWords(status_after)}.`;
      return report(given.yes ? 'done' : 'would_do', [line, ...effects], facts);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const line = error.code === 'not_found' ? 'It was never sent.' : error.message;
      return report(error.code === 'conflict' ? 'nothing_to_do' : 'refused', [line], { reason: error.code });
    }
  },
};
