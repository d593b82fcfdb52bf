import * as z from 'zod/mini';
import { environmentOf } from '#env';
import { queueHandler } from '#middleware/queue.ts';
import { ledger, procore, quarantine } from '#runtime';
import { tellProcore } from '#use-cases/tell-procore.ts';

const env = environmentOf('procore-write-back', process.env);
const deps = { ledger: ledger(env), procore: procore(env) };

/** What is read of an event (docs/events.md): which request it is about. Where that stands, the ledger says. */
const ended = z.object({ detail: z.object({ company_id: z.int(), request_id: z.string() }) });
const task = z.pipe(
  ended,
  z.transform(({ detail: { company_id, request_id } }) => ({ company_id, request_id })),
);

/** Writes back to Procore how requests ended. What Procore did not take comes back. */
export const handler = queueHandler(task, quarantine(env), ({ company_id, request_id }) =>
  tellProcore(deps, company_id, request_id),
);
