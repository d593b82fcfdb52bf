/**
 * Started with `fork`, so that each bundle has a process of its own, as in Lambda: imports it, and calls it if told to.
 * Without zod, whose settings are the process's: the bundle must bring its own.
 */
import { registerHooks } from 'node:module';

const [entry = '', event] = process.argv.slice(2);
const loaded: string[] = [];
registerHooks({
  load: (url, context, next) => {
    if (url.startsWith('file:')) loaded.push(url);
    return next(url, context);
  },
});
const bundle: unknown = await import(entry);
if (typeof bundle !== 'object' || bundle === null || !('handler' in bundle) || typeof bundle.handler !== 'function') {
  throw new Error(`${entry} exports no handler.`);
}
const loadedAtStart = [...loaded];
const loadsUndici = JSON.stringify(Reflect.get(process, 'moduleLoadList')).includes('undici');
const context = { awsRequestId: 'test', getRemainingTimeInMillis: () => 10_000 };
const answer: unknown =
  event === undefined ? null : await Reflect.apply(bundle.handler, undefined, [JSON.parse(event), context]);
process.send?.({ loadsUndici, loadedAtStart, answer });
process.disconnect();
