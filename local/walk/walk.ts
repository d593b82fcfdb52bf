import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { erpStatusAnswer, integrationAnswer, optionsAnswer, problemAnswer, requestAnswer } from '#handlers/answers.ts';
import { sampleProject } from '#local/walk/sample-project.ts';

const tokenAnswer = z.object({ access_token: z.string() });
const sentMails = z.array(z.object({ to: z.string(), subject: z.string(), text: z.string(), at: z.string() }));
const exportedFiles = z.array(z.object({ name: z.string(), text: z.string(), at: z.string() }));

export type ErpStatus = z.output<typeof erpStatusAnswer>;
export type Request = z.output<typeof requestAnswer>;
export type ArrivedMail = z.output<typeof sentMails>[number];

interface Call {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** The API said no; the message is what it says to people. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The approval link in a mail; null when there is none. */
export const linkIn = ({ text }: { text: string }): string | null =>
  /https?:\/\/\S+\/approvals\/\S+/.exec(text)?.[0] ?? null;

/** The way of a project through the service, over HTTP alone, as its users go it. Company 1. */
export class Walk {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The ERPs that the company can send to. */
  integrations(): Promise<z.output<typeof integrationAnswer>[]> {
    return this.#api(z.array(integrationAnswer), 'project-admin', '/erp_integrations');
  }

  /** What the ERP that serves a project takes for one of the fields that it asks approvers for. */
  async options(projectId: number, field: string): Promise<z.output<typeof optionsAnswer>['options']> {
    const query = new URLSearchParams({ project_id: String(projectId), field }).toString();
    return (await this.#api(optionsAnswer, 'approver', `/erp_integration/options?${query}`)).options;
  }

  /** Presses the button "Send to ERP", on a sample project unless told another body. */
  async send(projectId: number, project = sampleProject(projectId)): Promise<Request> {
    return this.#api(requestAnswer, 'project-admin', `/projects/${projectId}/erp_requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(project),
    });
  }

  async retrieve(requestId: string): Promise<Request> {
    return this.#api(requestAnswer, 'project-admin', `/erp_requests/${requestId}/retrieve`, { method: 'POST' });
  }

  status(projectId: number): Promise<ErpStatus> {
    return this.#api(erpStatusAnswer, 'project-admin', `/projects/${projectId}/erp_status`);
  }

  /** Newest first. */
  async mails(): Promise<ArrivedMail[]> {
    return sentMails.parse(await this.#json('/local/mail'));
  }

  async exports(): Promise<z.output<typeof exportedFiles>> {
    return exportedFiles.parse(await this.#json('/local/exports'));
  }

  async #json(path: string, call: Call = {}): Promise<unknown> {
    const response = await fetch(this.#url + path, call);
    const body: unknown = await response.json();
    if (response.ok) return body;
    const problem = problemAnswer.safeParse(body).data;
    const faults = Object.entries(problem?.errors ?? {}).map(([field, messages]) => `${field}: ${messages.join(', ')}`);
    throw new Refused([problem?.detail ?? `${path} answered ${response.status}.`, ...faults].join(' '));
  }

  async #api<T>(form: z.core.$ZodType<T>, username: string, path: string, call: Call = {}): Promise<T> {
    const body = new URLSearchParams({ username });
    const { access_token } = tokenAnswer.parse(await this.#json('/local/oauth/token', { method: 'POST', body }));
    const headers = { ...call.headers, authorization: `Bearer ${access_token}` };
    return z.parse(form, await this.#json(`/rest/v1.0/companies/1${path}`, { ...call, headers }));
  }
}
