import type { Access, Caller } from '#local/access/access.ts';
import { need } from '#local/access/needs.ts';
import { functionArn } from '#local/access/service-needs.ts';
import type { RouteFunctions } from '#local/http-api/http-api.ts';
import type { CallFunction, FunctionAnswer } from '#local/workflow/task.ts';

/** What a call that its caller may not make fails with, as Step Functions names it: https://github.com/awslabs/aws-deployment-framework/issues/460 */
const REFUSED = 'Lambda.AWSLambdaException';

const HTTP_API: Caller = { name: 'the HTTP API', principal: 'apigateway.amazonaws.com' };

const refused = (errorMessage: string): FunctionAnswer => ({ ok: false, errorType: REFUSED, errorMessage });

/** Calls functions for somebody who calls them within AWS, not over HTTP. */
export const callingAs =
  (access: Access, caller: Caller, call: CallFunction): CallFunction =>
  async (name, payload) => {
    const refusal = access.refusal(caller, [need('lambda:InvokeFunction', functionArn(name))]);
    return refusal === null ? call(name, payload) : refused(refusal);
  };

/** Calls functions for the routes of the HTTP API, which has no role: each function says which API may call it. */
export const callingForRoutes = (access: Access, call: CallFunction): RouteFunctions => ({
  call: async (arn, event, sourceArn) => {
    const refusal = access.refusal(HTTP_API, [need('lambda:InvokeFunction', arn, { 'aws:SourceArn': [sourceArn] })]);
    return refusal === null ? call(arn, event) : refused(refusal);
  },
});
