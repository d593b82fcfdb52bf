import { ErpError, type ConnectorSession, type SessionContext } from '#erp/connector.ts';
import { callErp, errorOfStatus, jsonBody, parseAnswer } from '#erp/http.ts';
import { singleLine } from '#erp/single-line.ts';
import { document, FIELDS, receiptOf } from './mapping.ts';
import { jobList, refusal, toyJob, type ToyCredentials, type ToyJob, type ToySettings } from './schemas.ts';

/** A list of one job is small; writes are, too. */
const TIMEOUT_MS = 10_000;

/** @throws {ErpError} as all methods of the session. */
export const openToyBooks = (context: SessionContext<ToySettings, ToyCredentials>): ConnectorSession => {
  const { settings, credentials, fetch, clock } = context;
  const headers = { Authorization: `Bearer ${credentials.token}` };
  const urlOf = (path: string): string => `${settings.url.replace(/\/$/, '')}${path}`;

  const jobWith = async (key: 'mark' | 'number', value: string): Promise<ToyJob | undefined> => {
    const url = urlOf(`/jobs?${new URLSearchParams({ [key]: value }).toString()}`);
    const answer = await callErp(fetch, { method: 'GET', url, headers, writes: false, timeoutMs: TIMEOUT_MS });
    if (answer.status !== 200) throw errorOfStatus(answer, false);
    return parseAnswer(jobList, answer.text, false).jobs[0];
  };

  const put = async ({ number, ...values }: ToyJob): Promise<ToyJob> => {
    const { body, headers: json } = jsonBody(values);
    const url = urlOf(`/jobs/${encodeURIComponent(number)}`);
    const all = { ...headers, ...json };
    const answer = await callErp(fetch, {
      method: 'PUT',
      url,
      headers: all,
      body,
      writes: true,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer.status === 200) return parseAnswer(toyJob, answer.text, true);
    if (answer.status !== 422) throw errorOfStatus(answer, true);
    const { field, message } = parseAnswer(refusal, answer.text, true);
    throw new ErpError('refused', message, { field: FIELDS[field] });
  };

  return {
    checkConnection: async () => {
      await jobWith('number', '');
    },
    find: async (job) => {
      const own = await jobWith('mark', job.external_id);
      return own === undefined ? null : receiptOf(own, clock());
    },
    create: async (job) => {
      const holder = await jobWith('number', document(job).number);
      if (holder !== undefined && holder.mark !== job.external_id) {
        throw new ErpError('refused', `Job ID ${holder.number} is taken.`, { field: FIELDS.number });
      }
      return receiptOf(await put(document(job)), clock());
    },
    update: async (job, existing) => {
      const own = (await jobWith('mark', job.external_id)) ?? (await jobWith('number', existing.job_id));
      if (own !== undefined && (own.mark ?? job.external_id) === job.external_id) {
        const wanted = { ...document(job), number: own.number };
        const isRight = own.name === wanted.name && own.mark === wanted.mark;
        return receiptOf(isRight ? own : await put(wanted), clock());
      }
      throw new ErpError('refused', `Job ${existing.job_id} is no longer in Toy Books, or is another project's.`);
    },
    lookUp: async (jobId) => {
      const found = await jobWith('number', singleLine(jobId));
      if (found === undefined) return null;
      return { receipt: receiptOf(found, clock()), name: found.name, is_job: true, external_id: found.mark };
    },
  };
};
