import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Access } from '#local/access/access.ts';
import type { NeedsOf } from '#local/access/needs.ts';
import { readBody, type Arrived, type Handle, type ServiceHandle } from '#local/server.ts';

/** A request that has arrived whole. */
export interface WholeRequest extends Pick<IncomingMessage, 'method' | 'url' | 'headers'> {
  readonly body: Buffer;
}

/** True when a request is let through. False when its caller may not do that, and has been told so. */
export type Admit = (request: WholeRequest, response: ServerResponse) => boolean;

/** Tells a caller in a service's own way that it may not do that. */
export type Refuse = (response: ServerResponse, message: string) => void;

export const admitAll: Admit = () => true;

/** The access key in a request's signature (Signature Version 4). The signature itself is nobody's concern here. */
const accessKeyOf = ({ authorization = '' }: WholeRequest['headers']): string =>
  /Credential=([^/,\s]+)/.exec(authorization)?.[1] ?? '';

/** Lets functions do what their roles allow, and everybody else everything. */
export const admitting =
  (access: Access, needsOf: NeedsOf, refuse: Refuse): Admit =>
  (request, response) => {
    const caller = access.callerWith(accessKeyOf(request.headers));
    const refusal = caller === undefined ? null : access.refusal(caller, needsOf(request), request.body.length);
    if (refusal !== null) refuse(response, refusal);
    return refusal === null;
  };

/** Answers of a service to the requests that are let through; it gets them whole. */
export const guarded =
  (admit: Admit, answer: ServiceHandle): Handle =>
  async (request, response) => {
    const { method, url, headers } = request;
    const body = (await readBody(request)) ?? Buffer.of();
    if (!admit({ method, url, headers, body }, response)) return;
    const replayed: Arrived = Object.assign(Readable.from([body]), { method, url, headers });
    await answer(replayed, response);
  };
