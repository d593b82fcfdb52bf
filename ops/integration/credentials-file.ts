import * as z from 'zod';
import { canonicalJson } from '#domain/canonical.ts';
import { credentialFaults, type IntegrationFault } from '#erp/integration-check.ts';
import type { AnyConnector } from '#erp/connector.ts';
import type { TokenOwner } from '#erp/container-tokens.ts';
import type { CredentialStore } from '#ops/integration/credential-store.ts';

/** Credentials by the id of their integration. */
const credentialsFile = z.record(z.string(), z.json());

/** Credentials that differ from those that are kept. */
interface CredentialChange {
  readonly owner: TokenOwner;
  readonly credentials: unknown;
  readonly becomes: 'added' | 'replaced';
}

/** What a credentials file comes to, beside what is kept already. */
export interface CredentialPlan {
  readonly changes: readonly CredentialChange[];
  readonly faults: readonly IntegrationFault[];
}

const fault = (path: readonly PropertyKey[], message: string): CredentialPlan => ({
  changes: [],
  faults: [{ path: ['credentials', ...path], message }],
});

/** Names what is wrong with credentials by their integration, too. */
const faultsOf = (credentials: unknown, connector: AnyConnector, id: string): IntegrationFault[] =>
  credentialFaults(credentials, connector).map(({ path: [first = 'credentials', ...rest], message }) => ({
    path: [first, id, ...rest],
    message,
  }));

const withKept = (faults: readonly IntegrationFault[]): IntegrationFault[] =>
  faults.map(({ path, message }) => ({ path, message: `${message} (in the secret that is kept)` }));

/** What becomes of one integration's credentials; `given` undefined when the file has none for it. */
const planFor = async (
  owner: TokenOwner,
  connector: AnyConnector | undefined,
  given: unknown,
  store: CredentialStore,
): Promise<CredentialPlan> => {
  const { id, erp } = owner;
  if (connector?.delivery !== 'call')
    return given === undefined
      ? { changes: [], faults: [] }
      : fault([id], `must be left out: ${connector?.name ?? erp} is not signed in to`);
  const kept = await store.read(owner);
  if (given !== undefined) {
    const faults = faultsOf(given, connector, id);
    const isSame = faults.length === 0 && canonicalJson(kept) === canonicalJson(given);
    const becomes = kept === null ? 'added' : 'replaced';
    return { changes: isSame ? [] : [{ owner, credentials: given, becomes }], faults };
  }
  if (kept === null) return fault([id], `are missing: ${connector.name} is signed in to, and none are kept yet`);
  return { changes: [], faults: withKept(faultsOf(kept, connector, id)) };
};

/**
 * Judges a credentials file; without one, what is kept. Every integration whose ERP is signed in to must have credentials that
 * its connector takes, in the one or the other. Faults name fields, never what is in them.
 */
export const planCredentials = async (
  file: unknown,
  owners: readonly TokenOwner[],
  connectors: readonly AnyConnector[],
  store: CredentialStore,
): Promise<CredentialPlan> => {
  const read = credentialsFile.safeParse(file ?? {});
  if (!read.success) return fault([], 'must be an object: the credentials of each integration under its id');
  const given = new Map(Object.entries(read.data));
  const strangers = [...given.keys()].filter((id) => !owners.some((owner) => owner.id === id));
  const plans = [
    ...strangers.map((id) => fault([id], 'is no integration of the company file')),
    ...(await Promise.all(
      owners.map((owner) =>
        planFor(
          owner,
          connectors.find(({ id }) => id === owner.erp),
          given.get(owner.id),
          store,
        ),
      ),
    )),
  ];
  return { changes: plans.flatMap(({ changes }) => changes), faults: plans.flatMap(({ faults }) => faults) };
};
