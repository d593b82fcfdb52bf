import { WrongUsage, type Given } from '#ops/command.ts';

/** What commands take that people answer for: the audit event says who. */
export const OPERATOR = '--by <who you are>';

export const operatorOption = { by: { type: 'string' } } as const;

/** @throws {WrongUsage} */
export const operatorIn = ({ options }: Given): string => {
  const given = options['by'];
  if (typeof given === 'string' && given.trim() !== '' && given.length <= 100) return given.trim();
  throw new WrongUsage('Say who you are, for the audit event: --by "Pat Operator".');
};

/** What commands take that somebody will ask about later. */
export const REASON = '--reason <why>';

export const reasonOption = { reason: { type: 'string' } } as const;

/** As long as the API takes the reason of an administrator. */
const LONGEST_REASON = 2_000;

/** @throws {WrongUsage} */
export const reasonIn = ({ options }: Given): string => {
  const given = options['reason'];
  if (typeof given === 'string' && given.trim() !== '' && given.length <= LONGEST_REASON) return given.trim();
  throw new WrongUsage(`Say why, in at most ${LONGEST_REASON} characters: --reason "The job was closed."`);
};
