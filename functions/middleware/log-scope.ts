import { AsyncLocalStorage } from 'node:async_hooks';

/** Ids and codes: never data, links or tokens. */
type Fields = Readonly<Record<string, unknown>>;

const scope = new AsyncLocalStorage<Record<string, unknown>>();

/** What every line says that is written now. */
export const scopeFields = (): Fields => scope.getStore() ?? {};

/** Has every line that `work` writes, however deep and after whatever wait, say what it is about. Scopes nest. */
export const logAbout = <Result>(fields: Fields, work: () => Result): Result =>
  scope.run({ ...scopeFields(), ...fields }, work);

/** From now on the lines of this scope say so, too: for what is known only once a call has been read. */
export const addToLog = (fields: Fields): void => {
  const current = scope.getStore();
  if (current !== undefined) Object.assign(current, fields);
};
