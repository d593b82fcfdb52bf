/** Started with `fork`, so that each bundle has a process of its own, as in Lambda: imports it, and calls it if told to. */
import * as z from 'zod';

const [entry = '', event] = process.argv.slice(2);
const bundle = z.object({
  handler: z.custom<(event: unknown, context: object) => unknown>((f) => typeof f === 'function'),
});
const { handler } = bundle.parse({ ...(await import(entry)) });
const { moduleLoadList } = z.object({ moduleLoadList: z.array(z.string()) }).parse(process);
const loadsUndici = moduleLoadList.some((name) => name.includes('undici'));
const context = { awsRequestId: 'test', getRemainingTimeInMillis: () => 10_000 };
const answer = event === undefined ? null : await handler(JSON.parse(event), context);
process.send?.({ loadsUndici, answer });
process.disconnect();
