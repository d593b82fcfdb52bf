import type { Refusal } from '#erp/business-central/double-records.ts';
import type { Mood } from '#erp/double.ts';

const CORRELATION = '  CorrelationId:  0c0ffee0-0000-4000-8000-000000000000.';

/** Business Central's error. */
export const failed = (
  { status, code, message }: Pick<Refusal, 'status' | 'code' | 'message'>,
  headers = {},
): Response => Response.json({ error: { code, message: `${message}${CORRELATION}` } }, { status, headers });

/** How it answers a write in each mood, by the project's number. */
export const MOODS: Readonly<Record<Mood, (number: string) => Response>> = {
  throttled: () =>
    failed(
      { status: 429, code: 'Unknown', message: 'Too many requests reached. Actual (6000).' },
      { 'Retry-After': '7' },
    ),
  failing: () => failed({ status: 504, code: 'Unknown', message: 'The request took more than 10 minutes.' }),
  // Of an extension that keeps numbers shorter than Microsoft does.
  refusing: (number) =>
    failed({
      status: 400,
      code: 'Application_StringExceededLength',
      message: `The length of the string is ${number.length}, but it must be less than or equal to 5 characters. Value: ${number}`,
    }),
  forbidden: () =>
    failed({
      status: 403,
      code: 'Internal_ServerError',
      message: 'Sorry, the current permissions prevented the action. (TableData 167 Project Insert: Base Application)',
    }),
};
