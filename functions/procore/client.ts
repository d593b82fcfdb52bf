import * as z from 'zod/mini';
import type { Clock } from '#domain/ports.ts';
import { ProcoreError, type ExternalId, type Procore } from '#domain/procore.ts';
import { callProcore, readAnswer, type ProcoreAnswer } from '#procore/calls.ts';
import {
  costCodesAnswer,
  detailsAnswer,
  erpRequestAnswer,
  syncAnswer,
  tokenAnswer,
  userAnswer,
  type ProcoreAccess,
} from '#procore/schemas.ts';

/** Where a Procore is: production, or its sandbox for developers. */
export interface ProcoreSite {
  /** Such as `https://api.procore.com`. */
  readonly apiUrl: string;
  /** Such as `https://login.procore.com`. */
  readonly loginUrl: string;
}

export interface ProcoreDeps {
  readonly site: ProcoreSite;
  readonly accessOf: (companyId: number) => Promise<ProcoreAccess>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Updates of one sync call ("Sync actions" of Procore's REST overview). */
const MOST_UPDATES = 1_000;

/** Procore advises at most 2,000 a page; a page this long is a second's work. */
const PER_PAGE = 1_000;

/** 4,000 cost codes are all that a request holds. */
const MOST_PAGES = 5;

/** A token that ends within this time is not used for another call. */
const SPARE_SECONDS = 60;

const chunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, nth) => items.slice(nth * size, (nth + 1) * size));

/** Procore's REST API for the companies that {@link ProcoreDeps.accessOf} has access to, each with a token of its own. */
export const procoreApi = ({ site, accessOf, fetch, clock }: ProcoreDeps): Procore => {
  const tokens = new Map<number, { readonly token: string; readonly endsAt: number }>();

  const signIn = async (companyId: number): Promise<string> => {
    const known = tokens.get(companyId);
    if (known !== undefined && known.endsAt > clock().getTime()) return known.token;
    const { client_id, client_secret } = await accessOf(companyId);
    const answer = await callProcore(fetch, {
      method: 'POST',
      url: `${site.loginUrl}/oauth/token`,
      headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
    });
    const { access_token: token, expires_in: seconds } = readAnswer(tokenAnswer, answer);
    tokens.set(companyId, { token, endsAt: clock().getTime() + (seconds - SPARE_SECONDS) * 1000 });
    return token;
  };

  const call = async (
    companyId: number,
    method: 'GET' | 'PATCH',
    path: string,
    body?: unknown,
  ): Promise<ProcoreAnswer> => {
    const answer = await callProcore(fetch, {
      method,
      url: `${site.apiUrl}/rest/v1.0${path}`,
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${await signIn(companyId)}`,
        // Which company an id is looked up in; without it every call is refused.
        'Procore-Company-Id': String(companyId),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // A token may be revoked before its time: the next call gets another one.
    if (answer.status === 401) tokens.delete(companyId);
    return answer;
  };

  const tieSome = async (companyId: number, ids: readonly ExternalId[]): Promise<void> => {
    const updates = ids.map(({ itemType, itemId, originId }) => ({
      item_type: itemType,
      item_id: itemId,
      origin_id: originId,
    }));
    const answer = await call(companyId, 'PATCH', `/companies/${companyId}/external_data/sync`, { updates });
    const { errors } = readAnswer(syncAnswer, answer);
    if (errors.length === 0) return;
    throw new ProcoreError('refused', `Procore did not take ${errors.length} of ${ids.length} external ids.`);
  };

  return {
    project: async ({ companyId, projectId }) => {
      const answer = await call(companyId, 'GET', `/projects/${projectId}?company_id=${companyId}`);
      return answer.status === 404 ? null : readAnswer(z.unknown(), answer);
    },
    costCodes: async ({ companyId, projectId }) => {
      const found: unknown[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = `project_id=${projectId}&page=${page}&per_page=${PER_PAGE}`;
        const codes = readAnswer(costCodesAnswer, await call(companyId, 'GET', `/cost_codes?${query}`));
        found.push(...codes);
        if (codes.length < PER_PAGE) break;
      }
      return found;
    },
    person: async (companyId, userId) => {
      const answer = await call(companyId, 'GET', `/companies/${companyId}/users/${userId}`);
      const { id, name, email_address: email } = readAnswer(userAnswer, answer);
      return { id: String(id), name, email };
    },
    erpRequest: async (companyId, erpRequestId) => {
      const answer = await call(companyId, 'GET', `/companies/${companyId}/erp_requests/${erpRequestId}`);
      const {
        request_name: name,
        request_detail_id: detailId,
        request_data: data,
      } = readAnswer(erpRequestAnswer, answer);
      return { name, detailId, projectId: data?.job?.id ?? null, costCodes: data?.all_cost_codes ?? [] };
    },
    openDetails: async ({ companyId, projectId }) => {
      const path = `/companies/${companyId}/erp_request_details?filters[item_id]=${projectId}`;
      const details = readAnswer(detailsAnswer, await call(companyId, 'GET', path));
      return details.filter(({ status }) => status !== 'success' && status !== 'failed').map(({ id }) => id);
    },
    closeDetail: async (companyId, detailId, end) => {
      const path = `/companies/${companyId}/erp_request_details/${detailId}`;
      readAnswer(z.unknown(), await call(companyId, 'PATCH', path, { request_detail: end }));
    },
    tie: async (companyId, ids) => {
      for (const some of chunks(ids, MOST_UPDATES)) await tieSome(companyId, some);
    },
  };
};
