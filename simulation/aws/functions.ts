import * as z from 'zod';
import type { Json } from '#local/json.ts';
import type { CallFunction, FunctionAnswer } from '#local/workflow/task.ts';
import { run, type Ending, type Host, type Process } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';
import type { Ports } from '#simulation/world/ports.ts';
import { serveApproval, serveExport } from '#use-cases/serve-workflow.ts';
import { settleRequest } from '#use-cases/settle-request.ts';
import type { TaskKey } from '#use-cases/task-key.ts';

const task = z.object({
  company_id: z.number(),
  project_id: z.number(),
  request_id: z.string(),
  task_token: z.string().default(''),
  after: z.enum(['approval', 'export']).default('approval'),
});
type Task = z.infer<typeof task>;

/** The functions behind the states, and the seconds that they may take: lib/approval-tasks.ts, lib/erp-exports.ts. */
const FUNCTIONS: Readonly<
  Record<
    string,
    { readonly seconds: number; readonly serve: (ports: Ports, key: TaskKey, task: Task) => Promise<Json> }
  >
> = {
  RequestApprovalFunction: {
    seconds: 30,
    serve: async (ports, key, { task_token }) => ({ state: await serveApproval(ports, key, task_token) }),
  },
  SettleFunction: {
    seconds: 30,
    serve: async (ports, key, { after }) => ({ next: await settleRequest(ports, key, after) }),
  },
  ExportFunctionPrefix: {
    seconds: 120,
    serve: async (ports, key, { task_token }) => ({ outcome: await serveExport(ports, key, task_token) }),
  },
};

/** A call of a function is one of few, and leads to many others. */
const LIKELIER = 4;

const failed = (errorType: string): FunctionAnswer => ({ ok: false, errorType, errorMessage: '' });

/** What Lambda reports to Step Functions; functions/middleware/task.ts gives every error one name. */
const reported = (ending: Ending<Json>): FunctionAnswer => {
  switch (ending.how) {
    case 'answered':
      return { ok: true, payload: ending.value };
    case 'threw':
      return failed('TemporaryError');
    case 'crashed':
      return failed('Runtime.ExitError');
    case 'timed_out':
      return failed('Sandbox.Timedout');
  }
};

/** Lambda, as the state machine calls it. */
export const functionsOf = (host: Host, portsOf: (process: Process) => Ports): CallFunction => {
  const calls = new Map<string, number>();
  const numbered = (name: string): string => {
    const number = (calls.get(name) ?? 0) + 1;
    calls.set(name, number);
    return `${name} #${number}`;
  };
  return (functionName, payload) => {
    const read = task.parse(payload);
    const [kind = ''] = functionName.split('/');
    const serving = FUNCTIONS[kind];
    if (serving === undefined) throw new Error(`There is no function ${functionName}.`);
    const name = numbered(`${kind.replace(/Function(Prefix)?$/, '')} ${read.company_id}/${read.request_id}`);
    const random = new Random(host.seed, `${name} call`);
    const { promise, resolve } = Promise.withResolvers<FunctionAnswer>();
    const fault = host.faults.strike({ name, random }, 'call', ['function_throttled', 'function_unheard'], LIKELIER);
    if (fault === 'function_throttled') {
      host.log(name, 'is throttled');
      host.timeline.after(50, () => resolve(failed('Lambda.TooManyRequestsException')));
      return promise;
    }
    if (fault === 'function_unheard') {
      host.timeline.after(random.between(100, random.pick([500, 3_000, 60_000])), () =>
        resolve(failed('Lambda.SdkClientException')),
      );
    }
    const key = { companyId: read.company_id, projectId: read.project_id, requestId: read.request_id };
    host.timeline.after(random.between(5, random.chance(0.1) ? 2_000 : 50), () => {
      run(
        host,
        name,
        serving.seconds,
        (process) => serving.serve(portsOf(process), key, read),
        (ending) => {
          if (fault === null) resolve(reported(ending));
        },
      );
    });
    return promise;
  };
};
