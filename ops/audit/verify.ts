import { createReadStream } from 'node:fs';
import { auditReport } from '#domain/audit-report.ts';
import type { AuditVerdict } from '#domain/audit-verdict.ts';
import { checkAuditBytes } from '#ops/audit/check-file.ts';
import { WrongUsage, type OfflineCommand, type Outcome } from '#ops/command.ts';
import { STDIN } from '#ops/integration/json-file.ts';

const OUTCOMES: Readonly<Record<AuditVerdict['verdict'], Outcome>> = {
  intact: 'done',
  broken: 'refused',
  unreadable: 'unreadable',
};

const check = async (file: string): Promise<AuditVerdict> => {
  try {
    return await checkAuditBytes(file === STDIN ? process.stdin : createReadStream(file));
  } catch (error) {
    return { verdict: 'unreadable', message: error instanceof Error ? error.message : String(error) };
  }
};

/** Whether the audit chains in a file hold. Asks nobody. */
export const verifyAudit: OfflineCommand = {
  isOffline: true,
  takes: `<file>, or ${STDIN} for standard input`,
  does: 'whether the audit chains in an exported file hold; needs neither the service nor AWS. Exit code 1 when one does not',
  options: {},
  run: async ({ words }) => {
    const [file, ...others] = words;
    if (file === undefined || others.length > 0) throw new WrongUsage('Name one file: audit verify 42.jsonl.');
    const verdict = await check(file);
    return { outcome: OUTCOMES[verdict.verdict], lines: auditReport(verdict), facts: { ...verdict } };
  },
};
