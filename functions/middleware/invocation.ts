import type { Context } from 'aws-lambda';
import { logAbout } from '#middleware/log-scope.ts';

/** Has every line that a call of a function writes bear the call's id. */
export const inInvocation =
  <Event, Answer, Known extends Pick<Context, 'awsRequestId'>>(
    handler: (event: Event, context: Known) => Answer,
  ): ((event: Event, context: Known) => Answer) =>
  (event, context) =>
    logAbout({ function_request_id: context.awsRequestId }, () => handler(event, context));
