import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { expect, vi } from 'vitest';
import * as z from 'zod';
import { AUDIENCE, claimsOf } from '#local/people.ts';
import { issuerOf } from '#local/stage.ts';
import { readApprovalForm } from '#local/walk/approval-form.ts';
import { linkIn, Walk } from '#local/walk/walk.ts';
import { PATIENCE } from '#test/support/local-service.ts';

/** A project as Procore's UI posts it. */
interface Sending {
  readonly project: { readonly id: number };
}
type Fields = Readonly<Record<string, string>>;

const jwk = z.looseObject({ kty: z.string() });
const sent = z.object({ id: z.string(), snapshot_sha256: z.string() });

/** A request, as it was answered when it was sent. */
export type Sent = z.output<typeof sent>;

/** The people of company 1, over HTTP, as they use the service. */
export class Company {
  readonly #url: string;
  readonly #dataDir: string;

  constructor(url: string, dataDir: string) {
    this.#url = url;
    this.#dataDir = dataDir;
  }

  /** Of somebody who may do everything in the ERP tool, whom the local issuer does not know. */
  async #token(sub: string): Promise<string> {
    const key = await importJWK(
      jwk.parse(JSON.parse(readFileSync(join(this.#dataDir, 'keys/issuer.json'), 'utf8'))),
      'RS256',
    );
    const claims = { ...claimsOf(sub), tools: { erp_integrations: 'admin' } };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'local' })
      .setIssuer(issuerOf(this.#url))
      .setAudience(AUDIENCE)
      .setExpirationTime('1h')
      .sign(key);
  }

  /** What the API answers, whatever its status. */
  async ask(username: string, method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/rest/v1.0/companies/1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token(username)}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  }

  async send(sending: Sending): Promise<Sent> {
    return sent.parse(await this.ask('project-admin', 'POST', `/projects/${sending.project.id}/erp_requests`, sending));
  }

  accept(request: Sent, fields: Fields): Promise<unknown> {
    const body = { fields, snapshot_sha256: request.snapshot_sha256 };
    return this.ask('approver', 'POST', `/erp_requests/${request.id}/accept`, body);
  }

  /** The approver's link, as soon as it was mailed. */
  linkTo(requestId: string): Promise<string> {
    return vi.waitFor(async () => {
      const mails = await new Walk(this.#url).mails();
      const mail = mails.find(({ to, subject }) => to.startsWith('approver@') && subject.includes(requestId));
      const link = mail && linkIn(mail);
      if (link === null || link === undefined) throw new Error(`No mail about ${requestId}.`);
      return link;
    }, PATIENCE);
  }

  /** Fills in the form behind a link. */
  async fillIn(link: string, given: Fields): Promise<void> {
    const { checkCode, values } = readApprovalForm(await (await fetch(link)).text());
    const body = new URLSearchParams({ ...values, check: checkCode, ...given });
    await fetch(link, { method: 'POST', body });
  }

  /** Waits until a project has that status. */
  hasStatus(projectId: number, status: string): Promise<void> {
    const walk = new Walk(this.#url);
    return vi.waitFor(async () => expect((await walk.status(projectId)).status).toBe(status), PATIENCE);
  }
}
