import { whyNo } from '#test/e2e/debian.ts';

/** Download, installation and the first set-up of the database, on a slow line. */
export const SET_UP_MS = 300_000;

/** Null when Tryton can be had; see {@link whyNo}. */
export const whyNoTryton = (): Promise<string | null> =>
  whyNo({
    name: 'Tryton',
    packages: [
      'tryton-server',
      'tryton-proteus',
      'tryton-modules-company',
      'tryton-modules-party',
      'tryton-modules-timesheet',
      'tryton-modules-project',
      'tryton-modules-account',
      'tryton-modules-analytic-account',
    ],
    files: [
      '/usr/bin/trytond',
      '/usr/lib/python3/dist-packages/proteus',
      '/usr/lib/python3/dist-packages/trytond/modules/project',
      '/usr/lib/python3/dist-packages/trytond/modules/analytic_account',
    ],
  });
