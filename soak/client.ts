import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { requestAnswer } from '#handlers/answers.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { officeOf } from '#soak/offices.ts';

const RETRY_MS = 200;
const ANSWER_WITHIN_MS = 20_000;
const PER_PAGE = 100;

const tokenAnswer = z.object({ access_token: z.string() });

interface Call {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a request came to. */
export interface Ended {
  readonly id: string;
  readonly status: string;
  /** Attempts that the ERP confirmed. */
  readonly confirmed: number;
}

/** A client that repeats a call until it is answered, as clients of a service do that is down now and then. Company 1. */
export class PatientClient {
  readonly #url: string;
  readonly #tokens = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a project under one Idempotency-Key, however often. */
  send(projectId: number) {
    const sample = sampleProject(projectId);
    return this.#call(requestAnswer, 'project-admin', `/projects/${projectId}/erp_requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `soak-${projectId}` },
      body: JSON.stringify({ ...sample, project: { ...sample.project, office_id: officeOf(projectId) } }),
    });
  }

  async accept({ id, snapshot_sha256 }: { readonly id: string; readonly snapshot_sha256: string }): Promise<void> {
    await this.#call(z.unknown(), 'approver', `/erp_requests/${id}/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fields: {}, snapshot_sha256 }),
    });
  }

  /** How many requests stand there. */
  async count(status: string): Promise<number> {
    const response = await this.#answered('owner', `/erp_requests?filters[status]=${status}&per_page=1`, {});
    await response.arrayBuffer();
    return Number(response.headers.get('total'));
  }

  /** All requests of the company. */
  async all(): Promise<Ended[]> {
    const ended: Ended[] = [];
    for (let page = 1; ; page += 1) {
      const found = await this.#call(
        z.array(z.object(requestAnswer.shape)),
        'owner',
        `/erp_requests?page=${page}&per_page=${PER_PAGE}`,
        {},
      );
      ended.push(
        ...found.map(({ id, status, exports }) => ({
          id,
          status,
          confirmed: exports.filter(({ outcome }) => outcome === 'synced').length,
        })),
      );
      if (found.length < PER_PAGE) return ended;
    }
  }

  async #call<T>(schema: z.core.$ZodType<T>, user: string, path: string, init: Call): Promise<T> {
    const response = await this.#answered(user, path, init);
    return z.parse(schema, await response.json());
  }

  /** @throws {Error} when the answer is a refusal that no repeat would change. */
  async #answered(user: string, path: string, init: Call): Promise<Response> {
    for (;;) {
      try {
        const authorization = `Bearer ${await this.#tokenOf(user)}`;
        const response = await fetch(`${this.#url}/rest/v1.0/companies/1${path}`, {
          ...init,
          headers: { ...init.headers, authorization },
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        });
        if (response.ok) return response;
        if (response.status === 401) this.#tokens.delete(user);
        else if (response.status < 500 && response.status !== 429 && response.status !== 409)
          throw new Refused(`${path} answered ${response.status}: ${await response.text()}`);
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      await wait(RETRY_MS);
    }
  }

  async #tokenOf(user: string): Promise<string> {
    const known = this.#tokens.get(user);
    if (known !== undefined) return known;
    const body = new URLSearchParams({ username: user });
    const response = await fetch(`${this.#url}/local/oauth/token`, { method: 'POST', body });
    const { access_token: token } = tokenAnswer.parse(await response.json());
    this.#tokens.set(user, token);
    return token;
  }
}

class Refused extends Error {
  override readonly name = 'Refused';
}
