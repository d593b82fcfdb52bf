import type { Refuse } from '#local/access/guard.ts';
import { restError } from '#local/services/rest-answer.ts';

const NAME = 'AccessDeniedException';

/** As services say it that speak AWS JSON. */
export const refuseAsJson: Refuse = (response, message) => {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: NAME, message }));
};

/** As services say it that speak AWS's REST-JSON. */
export const refuseAsRest: Refuse = (response, message) => restError(response, 403, NAME, message);

/** As S3 says it. */
export const refuseAsXml: Refuse = (response, message) => {
  response.writeHead(403, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`);
};
