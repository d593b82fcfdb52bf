import { createHash, createHmac } from 'node:crypto';
import { sign, verify, type KeyRing } from '#domain/links.ts';

/** A page left open longer shows its form again with a fresh code. */
const LIFE_SECONDS = 12 * 60 * 60;

const PURPOSE = 'approval-page';

/** What one rendering of the page carries: the nonce goes into the form, the code is shown beside the total. */
export interface CheckCode {
  readonly nonce: string;
  readonly code: string;
}

/** The link, or the session, itself stays out of the form: a page that is saved or passed on must not carry it. */
const nameOf = (boundTo: string): string => createHash('sha256').update(boundTo).digest('base64url');

/** Four digits drawn from the nonce's own MAC, never all equal: a bot that repeats one digit never hits. */
const codeOf = (nonce: string): string => {
  for (let draw = 0; ; draw += 1) {
    const digest = createHmac('sha256', nonce).update(`check-code:${draw}`).digest();
    const code = String(digest.readUInt32BE(0) % 10_000).padStart(4, '0');
    if (new Set(code).size > 1) return code;
  }
};

/**
 * A fresh nonce and check code for one rendering, bound to the link or session that they were rendered for. Nothing is stored:
 * a GET writes nothing. `random` must be unguessable.
 */
export const drawCheckCode = (ring: KeyRing, stage: string, boundTo: string, random: string, now: Date): CheckCode => {
  const nonce = sign(ring, PURPOSE, stage, [nameOf(boundTo), random, Math.floor(now.getTime() / 1000) + LIFE_SECONDS]);
  return { nonce, code: codeOf(nonce) };
};

/** True when the nonce was drawn for this very link or session, and the page is not too old. */
export const isOwnNonce = (ring: KeyRing, stage: string, boundTo: string, nonce: string, now: Date): boolean => {
  const [name, , notAfter] = verify(ring, PURPOSE, stage, nonce) ?? [];
  return name === nameOf(boundTo) && Number(notAfter) > now.getTime() / 1000;
};

/** True when besides `code` is the one drawn with the nonce. */
export const isRightCode = (ring: KeyRing, stage: string, boundTo: string, given: CheckCode, now: Date): boolean =>
  isOwnNonce(ring, stage, boundTo, given.nonce, now) && codeOf(given.nonce) === given.code;
