import { resolve } from 'node:path';
import { duration } from '#domain/duration.ts';
import { registry } from '#erp/registry.ts';
import { CannotStart } from '#local/failure.ts';

/** The ERP that company 1 is integrated with. */
export interface ChosenErp {
  /** Its connector's. */
  readonly id: string;
  /** How a real one is reached; null for the double of one, or for files. */
  readonly real: {
    readonly settings: Readonly<Record<string, string>>;
    readonly credentials: Readonly<Record<string, string>>;
  } | null;
}

/** What a person may set by variables of the environment. */
export interface Settings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly erp: ChosenErp;
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

/** By which variables a real Tryton is reached. Without any of them its double is. */
const TRYTON = { url: 'TRYTON_URL', user: 'TRYTON_USER', password: 'TRYTON_PASSWORD' } as const;

const realTryton = (variables: Variables): ChosenErp['real'] => {
  const needed = (name: string): string => {
    const value = variables[name];
    if (value) return value;
    throw new CannotStart(`LOCAL_ERP=tryton needs ${name} as well, which is not set.`);
  };
  if (Object.values(TRYTON).every((name) => !variables[name])) return null;
  return {
    settings: { url: needed(TRYTON.url) },
    credentials: { user: needed(TRYTON.user), password: needed(TRYTON.password) },
  };
};

const erpOf = (id: string, variables: Variables): ChosenErp => {
  if (Object.hasOwn(registry, id)) return { id, real: id === 'tryton' ? realTryton(variables) : null };
  throw new CannotStart(`LOCAL_ERP must be one of ${Object.keys(registry).join(', ')}, not "${id}".`);
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
