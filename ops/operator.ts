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
