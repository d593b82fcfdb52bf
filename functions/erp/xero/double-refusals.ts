import type * as z from 'zod';

// How Xero refuses: the Projects API in one form, the Accounting API in another.

/** A refusal, as status and body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** The Projects API's refusal, by field. */
export const modelStateOf = (field: string, message: string): Refusal =>
  new Refusal(400, { message: 'The request is invalid.', modelState: { [field]: [message] } });

/** The Accounting API's refusal. */
export const validationException = (message: string): Refusal =>
  new Refusal(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: [{ ValidationErrors: [{ Message: message }] }],
  });

/** A body that keeps to a schema. @throws {Refusal} naming the first field at fault */
export const parsed = <T>(
  schema: z.ZodType<T>,
  body: unknown,
  refusal: (field: string, message: string) => Refusal,
): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join() : String(issue?.path[0] ?? '');
  throw refusal(field, issue?.message ?? '');
};
