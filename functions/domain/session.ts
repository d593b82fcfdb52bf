import { createHash } from 'node:crypto';
import { readParts, sign, verify, type ApprovalLink, type KeyRing } from '#domain/links.ts';

/** How long a link that was opened in a browser need not be opened again: a look, a call to the sender, a decision. */
export const SESSION_SECONDS = 60 * 60;

const PURPOSE = 'approval-session';

/** What a browser holds in place of the link, so that the link leaves address bar, history and referrer. */
export interface Session {
  readonly link: ApprovalLink;
  readonly fingerprint: string;
  readonly openedAt: Date;
  readonly isSignedIn: boolean;
}

/** Tells links apart in audit events and logs, and leads nowhere: 64 bits of its SHA-256. */
export const linkFingerprint = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, 16);

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** The session as a signed text. A sign-in does not make it last longer. */
export const sealSession = (ring: KeyRing, stage: string, session: Session): string => {
  const { companyId, projectId, number, approverId, epoch, notAfter } = session.link;
  const rest = [session.fingerprint, seconds(session.openedAt), session.isSignedIn ? 1 : 0];
  return sign(ring, PURPOSE, stage, [companyId, projectId, number, approverId, epoch, notAfter, ...rest]);
};

/** Reads a session; null when this service did not open it, or when it is over. */
export const readSession = (ring: KeyRing, stage: string, text: string, now: Date): Session | null => {
  const parts = verify(ring, PURPOSE, stage, text);
  const link = readParts(parts?.slice(0, 6) ?? null);
  const [fingerprint = '', openedAt = '', signedIn] = parts?.slice(6) ?? [];
  const age = seconds(now) - Number(openedAt);
  if (link === null || !(age < SESSION_SECONDS)) return null;
  return { link, fingerprint, openedAt: new Date(Number(openedAt) * 1000), isSignedIn: signedIn === '1' };
};
