import type * as z from 'zod/mini';
import { ErpError } from '#erp/connector.ts';
import { accounts, createdIds, preferences, projects, written } from '#erp/tryton/replies.ts';
import type { Rpc } from '#erp/tryton/rpc.ts';
import type { TrytonSettings } from '#erp/tryton/schemas.ts';

const ACCOUNT = 'analytic_account.account';
const PROJECT = 'project.work';

export type Account = z.infer<typeof accounts>[number];
export type Project = z.infer<typeof projects>[number];

type Clause = readonly [field: string, operator: string, value: unknown];
type Values = Readonly<Record<string, unknown>>;

/** The analytic accounts and projects of one company. */
export interface Records {
  accountWith(mark: string): Promise<Account | undefined>;
  projectWith(mark: string): Promise<Project | undefined>;
  /** The first two accounts with a code: Tryton itself allows any number of them. */
  accountsWithCode(code: string): Promise<Account[]>;
  /** Adds a mark to the note of an account that people made. */
  markAccount(account: Account, mark: string): Promise<void>;
  /** Makes the record, or writes `code` and `name` where they differ. */
  putAccount(account: Account | undefined, values: AccountValues): Promise<number>;
  putProject(project: Project | undefined, values: ProjectValues): Promise<number>;
}

/** What `document` maps a job to; `note` and `comment` hold its mark. */
type ProjectValues = Values & { readonly name: string; readonly comment: string };
type AccountValues = Values & { readonly name: string; readonly code: string; readonly note: string };

const companyOf = async (rpc: Rpc, { company }: TrytonSettings): Promise<number> => {
  if (company !== undefined) return company;
  const current = (await rpc.read('model.res.user.get_preferences', [true, {}], preferences)).company;
  if (current) return current;
  throw new ErpError('refused', 'The Tryton user belongs to no company, and the settings name none.');
};

/** @throws {ErpError} as all methods. */
export const openRecords = async (rpc: Rpc, settings: TrytonSettings): Promise<Records> => {
  const company = await companyOf(rpc, settings);
  // Deactivated accounts still hold their codes and their jobs.
  const context = { company, active_test: false };

  /** Up to `limit` records, the oldest first. */
  const search = <T>(model: string, result: z.ZodMiniType<T[]>, limit: number, ...domain: Clause[]): Promise<T[]> => {
    const fields = model === ACCOUNT ? ['name', 'code', 'note', 'type'] : ['name'];
    const clauses = [...domain, ['company', '=', company]];
    return rpc.read(`model.${model}.search_read`, [clauses, 0, limit, [['id', 'ASC']], fields, context], result);
  };

  const create = async (model: string, values: Values): Promise<number> => {
    const [id] = await rpc.write(`model.${model}.create`, [[{ ...values, company }], context], createdIds);
    return id;
  };

  /**
   * Makes a record, unless a call that an earlier attempt gave up on has made it in the meantime: Tryton knows no unique
   * notes, so the older record stays and ours goes. Only ours: a copy that people made of a job carries its mark as well.
   */
  const createOnce = async (model: string, values: Values, oldest: () => Promise<{ id: number } | undefined>) => {
    const own = await create(model, values);
    const first = (await oldest())?.id ?? own;
    if (first !== own) await rpc.write(`model.${model}.delete`, [[own], context], written);
    return first;
  };

  const change = async (model: string, id: number, before: Values, after: Values): Promise<number> => {
    const changed = Object.fromEntries(Object.entries(after).filter(([field, value]) => before[field] !== value));
    if (Object.keys(changed).length > 0) await rpc.write(`model.${model}.write`, [[id], changed, context], written);
    return id;
  };

  const rootAccount = async (): Promise<number> => {
    const named: Clause[] = settings.root === undefined ? [] : [['code', '=', settings.root]];
    const [root, another] = await search(ACCOUNT, accounts, 2, ['type', '=', 'root'], ...named);
    if (root === undefined) throw new ErpError('refused', 'Tryton has no such analytic root account for the job.');
    if (another === undefined) return root.id;
    throw new ErpError('refused', 'Tryton has several analytic root accounts: the settings must name one as "root".');
  };

  const accountWith = async (mark: string) => (await search(ACCOUNT, accounts, 1, ['note', 'like', `%${mark}%`]))[0];
  const projectWith = async (mark: string) => (await search(PROJECT, projects, 1, ['comment', 'like', `%${mark}%`]))[0];

  return {
    accountWith,
    projectWith,
    accountsWithCode: (code) => search(ACCOUNT, accounts, 2, ['code', '=', code]),
    markAccount: async (account, mark) => {
      const note = [account.note ?? '', mark].filter((line) => line !== '').join('\n');
      await change(ACCOUNT, account.id, { note: account.note ?? '' }, { note });
    },
    putAccount: async (account, values) => {
      if (account !== undefined) return change(ACCOUNT, account.id, account, { code: values.code, name: values.name });
      const root = await rootAccount();
      return createOnce(ACCOUNT, { ...values, root, parent: root }, () => accountWith(values.note));
    },
    putProject: async (project, values) =>
      project === undefined
        ? createOnce(PROJECT, values, () => projectWith(values.comment))
        : change(PROJECT, project.id, project, { name: values.name }),
  };
};
