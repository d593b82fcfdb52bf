import { containerTokens } from '#erp/container-tokens.ts';
import type { AccessToken } from '#erp/sign-in.ts';
import { memoryTokensOf } from '#simulation/aws/shared-tokens.ts';

const ANY = { company_id: 1, id: 'accounting', erp: 'any' };

/** Remembers the tokens of one integration as a container does. */
export const accessTokenOf = (clock: () => Date): AccessToken =>
  containerTokens(clock, memoryTokensOf(clock))(ANY, 'these credentials');
