import { DOUBLE_SECRET, type Mood } from '#erp/double.ts';

const RFC = 'https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

const TYPE = { 'Content-Type': 'application/vnd.oracle.resource+json; type=error' };

/** An error as Oracle's page "Error Handling in REST Web Services" shows them. `where` is such as `o:errorPath`. */
export const refusal = (status: number, code: string, detail: string, where: Readonly<Record<string, string>> = {}) =>
  Response.json(
    {
      type: RFC,
      title: TITLES[status],
      status,
      'o:errorDetails': [{ detail, 'o:errorCode': code, ...where }],
    },
    { status, headers: TYPE },
  );

export const invalidLogin = (): Response =>
  refusal(
    401,
    'INVALID_LOGIN',
    'Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.',
  );

export const nonexistent = (): Response => refusal(404, 'NONEXISTENT_ID', 'Record does not exist.');

export const invalidValue = (value: string, field: string): Response =>
  refusal(
    400,
    'INVALID_CONTENT',
    `Error while accessing resource: You have entered an Invalid Field Value ${value} for the following field: ${field}`,
    { 'o:errorPath': field },
  );

/** On Oracle's page a comma is missing, so that it is no JSON; whoever parses must live with both. */
const TOO_MANY = `{
  "type": "${RFC}",
  "title": "Bad Request",
  "status": 429,
  "o:errorCode": "USER_ERROR"
  "o:errorDetails": [
    { "detail": "Concurrent request limit exceeded. Request blocked.", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED" }
  ]
}`;

/** The vendor's own words for each mood. */
export const answerIn: Readonly<Record<Mood, () => Response>> = {
  throttled: () => new Response(TOO_MANY, { status: 429, headers: TYPE }),
  failing: () => refusal(500, 'UNEXPECTED_ERROR', 'An unexpected error occurred. Error ID: jrgbpyylphhishmmlxyt'),
  refusing: () => invalidValue('Riverside', 'companyName'),
  forbidden: () =>
    refusal(403, 'INSUFFICIENT_PERMISSION', 'Your current role does not have permission to perform this action.'),
};

/** RFC 6749, 5.2. */
export const grantError = (error: 'invalid_request' | 'invalid_client' | 'invalid_grant'): Response =>
  Response.json({ error }, { status: 400 });

/** The token's secrecy is the double's to watch, too. */
export const granted = (number: number): { token: string; response: Response } => {
  const token = `${DOUBLE_SECRET}-access-${number}`;
  return { token, response: Response.json({ access_token: token, expires_in: 3600, token_type: 'Bearer' }) };
};
