import { randomUUID } from 'node:crypto';
import { parseJson, type Json } from '#local/json.ts';
import { readBody, type ServiceHandle } from '#local/server.ts';

/** An error answer of an AWS service; `name` is what the SDK throws. */
export class ServiceError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Operations by their name in the SDK. They get the parsed input and throw {@link ServiceError}. */
export type Operations = Readonly<Record<string, (input: Json) => Json>>;

const call = (operations: Operations, name: string, body: string): Json => {
  const operation = operations[name];
  const input = parseJson(body);
  if (operation === undefined) throw new ServiceError('UnknownOperationException', `"${name}" is not known here.`);
  if (input === undefined) throw new ServiceError('SerializationException', 'The input is not JSON.');
  return operation(input);
};

/** An AWS service that speaks AWS JSON 1.0 or 1.1: the operation is in `X-Amz-Target`, after the dot. */
export const jsonService =
  (operations: Operations): ServiceHandle =>
  async (request, response) => {
    const answer = (status: number, body: Json): void => {
      const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.0';
      response.writeHead(status, { 'content-type': contentType, 'x-amzn-requestid': randomUUID() });
      response.end(JSON.stringify(body));
    };
    const body = await readBody(request);
    const target = String(request.headers['x-amz-target']);
    try {
      answer(200, call(operations, target.slice(target.indexOf('.') + 1), String(body)));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      answer(400, { __type: error.name, message: error.message });
    }
  };
