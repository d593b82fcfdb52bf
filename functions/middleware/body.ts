import { DomainError } from '#domain/errors.ts';
import type { HttpRequest } from '#middleware/http-event.ts';

/** A project with 4,000 cost codes of many cost types stays well below; a Lambda's request may not exceed 6 MB. */
export const MAX_PROJECT_BYTES = 4 * 1024 * 1024;

/** A decision: the longest reason and every accept field fit many times over. */
export const MAX_DECISION_BYTES = 64 * 1024;

/** @throws {DomainError} `unsupported_media_type`, `body_too_large` or `malformed_request` (not UTF-8) */
const textOf = ({ headers, body }: HttpRequest, mediaType: string, maxBytes: number): string => {
  const [given = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const otherCharset = parameters.some((part) => part.startsWith('charset=') && !/^charset="?utf-8"?$/.test(part));
  if (given !== mediaType || otherCharset) {
    throw new DomainError('unsupported_media_type', `The body must be ${mediaType} in UTF-8.`);
  }
  if (body.length > maxBytes) throw new DomainError('body_too_large', `The body must be at most ${maxBytes} bytes.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new DomainError('malformed_request', 'The body is not valid UTF-8.', { cause });
  }
};

/** The body of a JSON request. @throws {DomainError} as {@link textOf}, or `malformed_request` for what is no JSON */
export const jsonBody = (request: HttpRequest, maxBytes: number): unknown => {
  const text = textOf(request, 'application/json', maxBytes);
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (cause) {
    throw new DomainError('malformed_request', 'The body is not valid JSON.', { cause });
  }
};

/** The fields of a form post. */
export const formBody = (request: HttpRequest): URLSearchParams =>
  new URLSearchParams(textOf(request, 'application/x-www-form-urlencoded', MAX_DECISION_BYTES));
