import * as z from 'zod/mini';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

const isPrivateEnough = ({ protocol, hostname }: URL): boolean => protocol === 'https:' || LOOPBACK.has(hostname);

/** An address that people open. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** An address that secrets are sent to. */
export const safeAddress = z.pipe(
  webAddress,
  z.string().check(
    z.refine((text) => isPrivateEnough(new URL(text)), 'must be https, or the password would travel readable'),
    z.refine((text) => {
      const { username, password } = new URL(text);
      return username === '' && password === '';
    }, 'must not hold a user or a password'),
  ),
);
