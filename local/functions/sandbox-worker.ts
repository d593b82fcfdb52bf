/**
 * What runs inside a sandbox: one function, in a thread of its own, called as Lambda's Node runtime calls it. It imports
 * nothing but Node, so that a cold start here is the function's own.
 */
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';

const [, , entry = '', exportName = '', functionName = ''] = process.argv;

type Handler = (event: unknown, context: object) => unknown;

const isHandler = (found: unknown): found is Handler => typeof found === 'function';

const handler = (async (): Promise<Handler> => {
  const loaded: unknown = await import(pathToFileURL(entry).href);
  const found: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, exportName) : undefined;
  if (isHandler(found)) return found;
  throw Object.assign(new Error(`${entry} exports no function "${exportName}".`), { name: 'Runtime.HandlerNotFound' });
})();
// Whoever calls hears of it; without calls it is nobody's.
handler.catch(() => undefined);

/** Lambda's form of an error: the class in `errorType`, as Step Functions matches it. */
const errorOf = (thrown: unknown): object =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') }
    : { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };

const answerTo = async (event: unknown, requestId: string, deadline: number): Promise<object> => {
  try {
    const context = {
      functionName,
      functionVersion: '$LATEST',
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    const payload = await (await handler)(event, context);
    return { ok: true, payload: payload ?? null };
  } catch (thrown) {
    console.error(JSON.stringify({ level: 'ERROR', requestId, ...errorOf(thrown) }));
    return { ok: false, ...errorOf(thrown) };
  }
};

/** Values cross the thread's border as JSON text, as they cross the network in AWS. */
parentPort?.on('message', ([event, requestId, deadline]: [string, string, number]) => {
  void answerTo(JSON.parse(event), requestId, deadline).then((answer) =>
    parentPort?.postMessage(JSON.stringify(answer)),
  );
});
