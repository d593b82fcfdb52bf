import type { Report } from '#ops/command.ts';
import type { Check } from '#ops/doctor/check.ts';
import { foundBy, type Finding } from '#ops/doctor/finding.ts';
import { watched } from '#ops/doctor/progress.ts';

/** What one check found. */
export interface Checked {
  readonly check: string;
  readonly findings: readonly Finding[];
}

const ask = async <Subject>(check: Check<Subject>, subject: Subject): Promise<Checked> => ({
  check: check.name,
  findings: await foundBy(() => check.run(subject)),
});

/** Runs all checks at once. Whatever one of them finds or cannot look at, the others run. */
export const examine = async <Subject>(checks: readonly Check<Subject>[], subject: Subject): Promise<Checked[]> =>
  Promise.all(watched(checks.map((check) => ({ name: check.name, done: ask(check, subject) }))));

const told = ({ check, findings }: Checked): string[] =>
  findings.flatMap(({ kind, what, todo }) => [
    `${check}${kind === 'unchecked' ? ', not checked' : ''}: ${what}`,
    `    ${todo}`,
  ]);

const stateOf = ({ findings }: Checked): 'healthy' | 'at_fault' | 'unchecked' => {
  if (findings.length === 0) return 'healthy';
  return findings.some(({ kind }) => kind === 'fault') ? 'at_fault' : 'unchecked';
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const verdictOn = (subject: string, checks: number, faults: number, open: number): string => {
  if (faults + open === 0) return `${subject} is healthy: ${counted(checks, 'check')} found nothing.`;
  const unknown = open === 0 ? '' : `, and ${open} that could not be looked at`;
  return `${subject}: ${counted(faults, 'finding')}${unknown}, of ${counted(checks, 'check')}.`;
};

/** What is said of all that was found. A deployment that could not be looked at whole is not called healthy. */
export const reportOf = (subject: string, all: readonly Checked[]): Report => {
  const findings = all.flatMap(({ check, findings: own }) => own.map((each) => ({ check, ...each })));
  const open = findings.filter(({ kind }) => kind === 'unchecked').length;
  return {
    outcome: findings.length === 0 ? 'healthy' : 'at_fault',
    lines: [verdictOn(subject, all.length, findings.length - open, open), ...all.flatMap(told)],
    facts: { subject, checks: all.map((each) => ({ name: each.check, state: stateOf(each) })), findings },
  };
};
