import * as z from 'zod';
import type { Check } from '#ops/doctor/check.ts';
import { fault, ofEach, type Finding } from '#ops/doctor/finding.ts';
import type { Deployed } from '#ops/doctor/subject.ts';

/** Twice what a cold start of the API takes. */
const ANSWER_WITHIN_MS = 5_000;

/** What `GET /health` answers: functions/handlers/api-app.ts. */
const health = z.object({ status: z.literal('ok') });

const answerOf = async ({ fetch }: Deployed, url: string): Promise<'ok' | number | null> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok && health.safeParse(await answer.json().catch(() => null)).success ? 'ok' : answer.status;
  } catch {
    return null;
  }
};

const ofAddress = async (deployed: Deployed, address: string, todo: string): Promise<Finding[]> => {
  const url = `${address}/health`;
  const answer = await answerOf(deployed, url);
  if (answer === 'ok') return [];
  const how = answer === null ? 'does not answer' : `is answered ${answer} and not by this service`;
  return [fault(`${url} ${how}, asked from here.`, todo)];
};

const API_TODO =
  'Look at the checks functions and api, and at the log of the function api. Without any finding there, try curl from another network.';

const PUBLIC_TODO =
  "Approvers' links lead there. Look at the DNS record, the certificate and the API mapping of that domain, or correct publicUrl in the stage file and deploy.";

/** Whether the API answers at its own address and at the one that people are mailed. `publicUrlOf`: that one; undefined where it is the API's own. */
export const answersCheck = <Subject extends Deployed>(
  publicUrlOf: (deployed: Subject) => string | undefined,
): Check<Subject> => ({
  name: 'answers',
  permissions: [],
  run: async (deployed) => {
    const [api, people] = [deployed.output('ApiUrl'), publicUrlOf(deployed)];
    const addresses = [
      { address: api, todo: API_TODO },
      ...(people === undefined || people === api ? [] : [{ address: people.replace(/\/$/, ''), todo: PUBLIC_TODO }]),
    ];
    return ofEach(addresses, ({ address, todo }) => ofAddress(deployed, address, todo));
  },
});
