import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { LocalErp } from '#local/erp/local-erp.ts';
import { behaviours, type ServedErp } from '#local/erp/served-erp.ts';
import { json, readForm, showPage } from '#local/pages/answers.ts';
import { erpPage } from '#local/pages/erp-page.ts';
import type { Handle } from '#local/server.ts';

const behave = z.object({ mood: z.enum(behaviours, `must be one of ${behaviours.join(', ')}`) });
const text = (longest: number) => z.string('is required').trim().min(1, 'is required').max(longest);
const handMade = z.object({ job_id: text(100), name: text(200) });

const wantsPage = ({ headers }: IncomingMessage): boolean => (headers.accept ?? '').includes('text/html');

/** Shows what the double holds now: to browsers as a page, to programs as JSON. */
const show = (request: IncomingMessage, response: ServerResponse, erp: LocalErp, double: ServedErp): void => {
  if (wantsPage(request)) showPage(response, 200, erpPage(erp.name, double));
  else json(response, 200, { erp: erp.id, url: double.url, mood: double.behaviour, jobs: double.jobs() });
};

/** Does what a form says, and leads back to what the double holds then. */
const does =
  <T>(schema: z.ZodType<T>, work: (double: ServedErp, given: T) => void | Promise<void>) =>
  async (request: IncomingMessage, response: ServerResponse, erp: LocalErp, double: ServedErp): Promise<void> => {
    const given = schema.safeParse(Object.fromEntries(await readForm(request)));
    if (!given.success) {
      const { fieldErrors } = z.flattenError(given.error);
      json(response, 400, { message: 'Some fields of the form are missing or malformed.', fields: fieldErrors });
      return;
    }
    try {
      await work(double, given.data);
    } catch (refusal) {
      json(response, 409, { message: `${erp.name} refuses it: ${refusal instanceof Error ? refusal.message : ''}` });
      return;
    }
    if (wantsPage(request)) response.writeHead(303, { location: '/local/erp' }).end();
    else show(request, response, erp, double);
  };

/** The paths about the double of company 1's ERP. Without a double they say so. */
export const erpPaths = (erp: LocalErp): Readonly<Record<string, Handle>> => {
  const message = `Company 1 exports to no double here: LOCAL_ERP is ${erp.id}.`;
  const ofDouble =
    (
      handle: (request: IncomingMessage, response: ServerResponse, erp: LocalErp, double: ServedErp) => unknown,
    ): Handle =>
    async (request, response) => {
      if (erp.double === null) json(response, 404, { message });
      else await handle(request, response, erp, erp.double);
    };
  return {
    'GET /local/erp': ofDouble(show),
    'POST /local/erp/behave': ofDouble(
      does(behave, (double, { mood }) => {
        double.behaviour = mood;
      }),
    ),
    'POST /local/erp/end_access': ofDouble(does(z.object({}), (double) => double.endAccess())),
    'POST /local/erp/jobs': ofDouble(does(handMade, (double, job) => double.makeByHand(job))),
  };
};
