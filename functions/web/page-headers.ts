import { createHash } from 'node:crypto';
import { STYLE } from '#web/style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** Allows the one inline style of this project's pages and nothing else: no script, no image, no frame, no foreign target. */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `style-src 'sha256-${styleHash}'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `base-uri 'none'`,
].join('; ');

/**
 * Headers of every page, refusals included.
 *
 * `no-referrer` makes browsers send `Origin: null` with the form (Fetch, "append a request Origin header"; Chromium 156
 * does). So a check for foreign posts must go by `Sec-Fetch-Site`, which stays `same-origin`, and may look at `Origin`
 * only where that is missing.
 */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
} as const;
