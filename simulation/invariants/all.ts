import { auditExplains } from '#simulation/invariants/audit.ts';
import type { Change, ErpWrite } from '#simulation/invariants/change.ts';
import { decidedByWhoMay, oneDecision, oneRequestPerKey } from '#simulation/invariants/decisions.ts';
import { exportedAsAccepted, intentRecorded, oneJob } from '#simulation/invariants/exports.ts';
import type { Rule } from '#simulation/invariants/rule.ts';
import { timerIsArmed } from '#simulation/invariants/timers.ts';

/** Checked after every write of the ledger. */
export const afterWrites: readonly Rule<Change>[] = [
  ['I1', oneDecision],
  ['I1', oneRequestPerKey],
  ['I2', decidedByWhoMay],
  ['I5', timerIsArmed],
  ['I6', auditExplains],
];

/** Checked after every write into an ERP. */
export const afterErpWrites: readonly Rule<ErpWrite>[] = [
  ['I2', exportedAsAccepted],
  ['I2', intentRecorded],
  ['I3', oneJob],
];
