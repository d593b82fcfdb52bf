import type { CommonPrerequisite, Limit } from '#domain/capability.ts';
import { counted, number } from '#web/texts/en/counted.ts';

const UNITS: Record<Limit['unit'], readonly [one: string, many: string]> = {
  code_points: ['character', 'characters'],
  utf16_units: ['UTF-16 unit', 'UTF-16 units'],
  utf8_bytes: ['byte', 'bytes'],
};

const common: Record<CommonPrerequisite, string> = {
  project_not_active: 'The project must be active.',
  no_cost_codes: 'The project must have at least one cost code.',
  duplicate_cost_code: 'Each cost code may appear only once.',
};

/** The page on which a request is decided, above its form. */
export const approval = {
  title: (project: string) => `Accept or reject: ${project}`,
  retryTitle: (project: string) => `Export failed: ${project}`,
  errorTitle: (title: string) => `Error: ${title}`,
  create: (erp: string) => `This project waits for your decision. If you accept, it is exported to ${erp} as a job.`,
  update: (erp: string) => `This project is in ${erp} already. If you accept, the job is changed as shown here.`,
  undecided: 'Not decided at the time of printing.',
  failure: {
    title: (erp: string) => `The export to ${erp} failed`,
    lead: 'The project was accepted, and the ERP did not take it. Correct what the ERP names and try again, or reject.',
    notExported: 'Not exported at the time of printing.',
    message: 'Message of the ERP',
    noMessage: 'The ERP gave no reason.',
    field: 'Field to correct',
    notHere: 'This field cannot be corrected here: reject, so that the sender corrects it in the project.',
    attempts: 'Attempts so far',
    acceptedBy: 'Accepted by',
    accepted: 'Accepted',
  },
  accepts: {
    oneOf: (needed: number) => `Your accept is one of ${number(needed)} that are needed`,
    none: 'Nobody else has accepted yet.',
    others: 'Accepted so far:',
  },
  mixedScripts: {
    one: 'This word mixes letters of several alphabets. Letters that look alike may hide another name:',
    many: 'These words mix letters of several alphabets. Letters that look alike may hide another name:',
  },
  checks: {
    allMet: (count: number) => `Yes: ${counted(count, 'check', 'checks')} passed`,
    someUnmet: (count: number) => `The ERP is known to refuse this: ${counted(count, 'problem', 'problems')}`,
    met: 'Met',
    unmet: 'Not met',
    lengths: 'All texts are short enough for the ERP.',
    tooLong: (max: number, unit: Limit['unit']) => `The ERP takes at most ${counted(max, ...UNITS[unit])} here.`,
    common,
  },
  cuts: {
    title: (count: number) => `The ERP gets ${counted(count, 'text', 'texts')} shortened`,
    cut: (max: number, unit: Limit['unit']) =>
      `The ERP takes at most ${counted(max, ...UNITS[unit])} here and gets the beginning.`,
  },
  costCodes: {
    title: (count: number) => counted(count, 'cost code', 'cost codes'),
    group: (segment: string, count: number) => `${segment} (${number(count)})`,
    code: 'Code',
    name: 'Name',
    types: 'Cost types',
  },
  document: { title: (erp: string) => `What will be written into ${erp}` },
};
