import { ErpError } from '#erp/connector.ts';
import { errorOfStatus, withoutAnswer, type ErpAnswer } from '#erp/http.ts';
import { errorOf, isSignInRefusal, type Level } from '#erp/sage-intacct/errors.ts';
import { elementAt, readXml, textAt, type XmlElement } from '#erp/sage-intacct/read-xml.ts';

/** What a call that succeeded at all three levels was answered. */
export interface Result {
  /** Who called, and until when the session lasts. */
  readonly authentication: XmlElement;
  readonly data: XmlElement;
}

/** An answer that is no use to anybody. @returns `temporary` after a read, `unknown_outcome` after a write */
export const unreadable = (writes: boolean): ErpError =>
  new ErpError(withoutAnswer(writes), 'The answer of Sage Intacct cannot be read.');

/** The first part of an answer that did not succeed; its errors stand beside control and authentication, and in the result. */
const failureIn = (response: XmlElement): { level: Level; status: string; failed: XmlElement | undefined } | null => {
  const operation = elementAt(response, 'operation');
  const result = elementAt(operation, 'result');
  const levels = [
    { level: 'control', status: textAt(response, 'control', 'status'), failed: response },
    { level: 'authentication', status: textAt(operation, 'authentication', 'status'), failed: operation },
    { level: 'result', status: textAt(result, 'status'), failed: result },
  ] as const;
  return levels.find(({ status }) => status !== 'success') ?? null;
};

const responseIn = ({ text }: Pick<ErpAnswer, 'text'>): XmlElement | null => {
  const root = readXml(text);
  return root?.name === 'response' ? root : null;
};

/** True for an answer that a new sign-in may cure. Some come with status 200. */
export const refusesSession = (answer: Pick<ErpAnswer, 'status' | 'text'>): boolean => {
  if (answer.status === 401) return true;
  const response = answer.status < 500 ? responseIn(answer) : null;
  const failure = response && failureIn(response);
  return failure?.status === 'failure' && isSignInRefusal(failure.level, failure.failed);
};

/** Statuses that say all there is to say, whatever stands in the body: not accepted, too slow, too many, broken. */
const speaksForItself = (status: number): boolean => [401, 408, 423, 425, 429].includes(status) || status >= 500;

/**
 * The result of the one function of a request. Status 200 proves nothing, and another 4xx may bring an answer to read.
 * @throws {ErpError} of every kind
 */
export const resultOf = (answer: ErpAnswer, writes: boolean): Result => {
  if (speaksForItself(answer.status)) throw errorOfStatus(answer, writes);
  const response = responseIn(answer);
  if (response === null) throw answer.status === 200 ? unreadable(writes) : errorOfStatus(answer, writes);
  const failure = failureIn(response);
  if (failure !== null) {
    if (failure.status !== 'failure' && failure.status !== 'aborted') throw unreadable(writes);
    throw errorOf(failure.level, failure.failed, answer.retryAfterSeconds);
  }
  const authentication = elementAt(response, 'operation', 'authentication');
  const data = elementAt(response, 'operation', 'result', 'data');
  if (authentication === undefined || data === undefined) throw unreadable(writes);
  return { authentication, data };
};
