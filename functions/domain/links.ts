import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';

/**
 * Keys that sign links: `current` names the one that signs new links, the others still verify old ones.
 * Shape of the secret: `{"current": "k2", "k1": "...", "k2": "..."}`.
 */
export const keyRing = z
  .pipe(
    z.catchall(z.object({ current: z.string() }), z.string().check(z.minLength(32))),
    z.transform(({ current, ...keys }) => ({ current, keys: new Map(Object.entries(keys)) })),
  )
  .check(z.refine(({ current, keys }) => keys.has(current), 'the current key is missing'));
export type KeyRing = z.infer<typeof keyRing>;

/** What a link says. Nothing in it is believed: each is compared with the ledger when the link is used. */
export interface ApprovalLink {
  readonly companyId: number;
  readonly projectId: number;
  readonly number: number;
  readonly approverId: string;
  readonly epoch: number;
  /** Seconds since 1970: the end of the approval window. From then on the link decides nothing. */
  readonly notAfter: number;
}

/** Length-prefixed, so that no two lists of parts give the same text. */
const pack = (parts: readonly (string | number)[]): string =>
  parts.map((part) => `${Buffer.byteLength(String(part))}:${part}`).join('');

const unpack = (text: string): string[] | null => {
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const colon = bytes.indexOf(':', at);
    const length = /^\d{1,4}$/.exec(bytes.subarray(at, colon < 0 ? at : colon).toString())?.[0];
    if (length === undefined) return null;
    at = colon + 1 + Number(length);
    if (at > bytes.length) return null;
    parts.push(bytes.subarray(colon + 1, at).toString());
  }
  return parts;
};

/** Purpose and stage are signed but not sent: a token of another purpose or stage never verifies. */
const macOf = (key: string, purpose: string, stage: string, kid: string, payload: string): Buffer =>
  createHmac('sha256', key)
    .update(pack([purpose, 'v1', stage, kid, payload]))
    .digest();

const TOKEN = /^([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{1,1200})\.([A-Za-z0-9_-]{43})$/;

/** Name of the key by which a token says it is signed; undefined for what is no token. */
export const kidOf = (token: string): string | undefined => TOKEN.exec(token)?.[1];

/** `kid.payload.mac` over the given parts. */
export const sign = (ring: KeyRing, purpose: string, stage: string, parts: readonly (string | number)[]): string => {
  const key = ring.keys.get(ring.current);
  if (key === undefined) throw new Error('The current signing key is missing.');
  const payload = Buffer.from(pack(parts)).toString('base64url');
  return `${ring.current}.${payload}.${macOf(key, purpose, stage, ring.current, payload).toString('base64url')}`;
};

/** The parts of a token signed by this ring for this purpose and stage; null for anything else. Compares in constant time. */
export const verify = (ring: KeyRing, purpose: string, stage: string, token: string): string[] | null => {
  const [, kid = '', payload = '', mac = ''] = TOKEN.exec(token) ?? [];
  const key = ring.keys.get(kid);
  if (key === undefined) return null;
  const expected = macOf(key, purpose, stage, kid, payload);
  const given = Buffer.from(mac, 'base64url');
  // A base64url text has spellings that differ in unused bits; only the canonical one is a token.
  if (given.length !== expected.length || given.toString('base64url') !== mac || !timingSafeEqual(given, expected))
    return null;
  return unpack(Buffer.from(payload, 'base64url').toString());
};

const APPROVAL = 'approval-link';

/** Token of the one link an approver gets for a request. Equal input gives the equal token, so a repeated mail carries the same link. */
export const signApprovalLink = (ring: KeyRing, stage: string, link: ApprovalLink): string =>
  sign(ring, APPROVAL, stage, [
    link.companyId,
    link.projectId,
    link.number,
    link.approverId,
    link.epoch,
    link.notAfter,
  ]);

const whole = z.coerce.number().check(z.int(), z.nonnegative());
const parts = z.tuple([whole, whole, whole, z.string(), whole, whole]);

/** The parts of a link; null for any other parts. */
export const readParts = (signed: readonly string[] | null): ApprovalLink | null => {
  const parsed = parts.safeParse(signed);
  if (!parsed.success) return null;
  const [companyId, projectId, number, approverId, epoch, notAfter] = parsed.data;
  return { companyId, projectId, number, approverId, epoch, notAfter };
};

/** Reads a link's token; null when this service did not sign it as an approval link of this stage. */
export const readApprovalLink = (ring: KeyRing, stage: string, token: string): ApprovalLink | null =>
  readParts(verify(ring, APPROVAL, stage, token));
