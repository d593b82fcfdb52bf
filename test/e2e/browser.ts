import { chromium, type Browser } from 'playwright-core';
import { whyNo } from '#test/e2e/debian.ts';

const PROGRAM = '/usr/bin/chromium';

/** Null when Debian's Chromium can be had; see {@link whyNo}. */
export const whyNoChromium = (): Promise<string | null> =>
  whyNo({ name: 'Chromium', packages: ['chromium'], files: [PROGRAM] });

/** Headless, and quiet towards the outside: it talks to the service under test only. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: PROGRAM,
    args: [
      '--no-sandbox', // CI runs as root, where Chromium's sandbox cannot start
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
