import { resolve } from 'node:path';
import { duration } from '#domain/duration.ts';
import { CannotStart } from '#local/failure.ts';

/** The ERP that company 1 is integrated with, and what its connector needs to know. */
export interface LocalErp {
  readonly id: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Goes into the secret of the integration; absent where the connector needs none. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/** What a person may set by variables of the environment. */
export interface Settings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly erp: LocalErp;
  /** ISO 8601 durations; the policy's own when absent. */
  readonly approvalWindow: string | undefined;
  readonly reminderAfter: string | undefined;
  /** Approvers sign in for projects worth more; they never do when absent. */
  readonly signInAbove: number | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const portOf = (text: string): number => {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new CannotStart(`PORT must be a number from 0 to 65535, not "${text}".`);
};

const durationOf = (name: string, text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const parsed = duration.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new CannotStart(`${name} ${parsed.error.issues[0]?.message}, not "${text}".`);
};

const valueOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new CannotStart(`${name} must be a number that is not negative, not "${text}".`);
};

const needed = (variables: Variables, name: string): string => {
  const value = variables[name];
  if (value) return value;
  throw new CannotStart(`LOCAL_ERP=${variables['LOCAL_ERP']} needs ${name}, which is not set.`);
};

/** One line per connector that can be tried here. */
const ERPS: Readonly<Record<string, (variables: Variables) => Omit<LocalErp, 'id'>>> = {
  'import-file': () => ({ settings: {} }),
  tryton: (variables) => ({
    settings: { url: needed(variables, 'TRYTON_URL') },
    credentials: { user: needed(variables, 'TRYTON_USER'), password: needed(variables, 'TRYTON_PASSWORD') },
  }),
};

const erpOf = (id: string, variables: Variables): LocalErp => {
  const read = Object.hasOwn(ERPS, id) ? ERPS[id] : undefined;
  if (read) return { id, ...read(variables) };
  throw new CannotStart(`LOCAL_ERP must be one of ${Object.keys(ERPS).join(', ')}, not "${id}".`);
};

/** @throws {CannotStart} naming the first variable at fault. An empty variable counts as not set. */
export const readSettings = (environment: Variables): Settings => {
  const variables: Variables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  return {
    port: portOf(variables['PORT'] ?? '3000'),
    dataDir: resolve(variables['DATA_DIR'] ?? '.local'),
    erp: erpOf(variables['LOCAL_ERP'] ?? 'import-file', variables),
    approvalWindow: durationOf('APPROVAL_WINDOW', variables['APPROVAL_WINDOW']),
    reminderAfter: durationOf('REMINDER_AFTER', variables['REMINDER_AFTER']),
    signInAbove: valueOf('SIGN_IN_ABOVE', variables['SIGN_IN_ABOVE']),
  };
};
