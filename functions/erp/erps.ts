import { sha256Of } from '#domain/canonical.ts';
import { ErpError, type ConnectorSession, type Erp, type Erps } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { SessionContext } from '#erp/connector.ts';
import type { TokenOwner } from '#erp/container-tokens.ts';
import { connectorOf, registry } from '#erp/registry.ts';
import { renewedSession } from '#erp/renewed-session.ts';
import type { AccessToken } from '#erp/sign-in.ts';

/** Imported when nothing is registered: few companies have an ERP without a connector. */
const withoutConnector = async (erp: string): Promise<Erp | null> =>
  (await import('#erp/matrix/unexported.ts')).unexportedErp(erp);

/** The registered connectors as the use cases see them, and the ERPs of the matrix that take no projects. */
export const erps: Erps = async ({ erp, settings }) => {
  if (!Object.hasOwn(registry, erp)) {
    const unexported = await withoutConnector(erp);
    if (unexported !== null) return unexported;
  }
  const { id, name, can_look_up, ...connector } = await connectorOf(erp);
  const profile = connector.profileFor(settings);
  const message = `${name} does not take projects from Procore.`;
  return {
    ...profile,
    id,
    name,
    can_look_up,
    no_export: profile.capabilities.export ? null : { code: 'no_export', message },
    job_id_is_project_number: false,
    document: (job) => connector.document(job, settings),
  };
};

/** Credentials as people put them into an integration's secret; the connector's own schema reads them. */
export interface ErpCredentials {
  /** May be as old as a container's memory lets them be. @throws {ErpError} */
  of(integration: TokenOwner): Promise<unknown>;
  /** Has them read anew the next time. */
  forget(integration: TokenOwner): void;
}

/** What sessions are opened with. */
export interface SessionDeps extends Pick<SessionContext<unknown, unknown>, 'clock' | 'fetch' | 'files'> {
  readonly credentials: ErpCredentials;
  /** What remembers the access tokens of one integration, got with the settings and credentials that `madeFrom` stands for. */
  readonly accessToken: (owner: TokenOwner, madeFrom: string) => AccessToken;
}

/**
 * Opens sessions by the connector of the integration. Whatever goes wrong before the ERP was asked wrote nothing. An ERP that
 * does not accept the credentials is asked again with those that stand in the secret now, if they are others.
 */
export const erpSessions = ({ credentials, accessToken, ...context }: SessionDeps) => {
  const open = async (integration: Integration, current: unknown): Promise<ConnectorSession> => {
    const { erp, settings } = integration;
    const connector = await connectorOf(erp);
    const madeFrom = sha256Of({ settings, credentials: current });
    return connector.connect({
      ...context,
      settings,
      credentials: current,
      accessToken: accessToken(integration, madeFrom),
    });
  };
  return async (integration: Integration): Promise<ConnectorSession> => {
    try {
      return await renewedSession({
        credentials: () => credentials.of(integration),
        forget: () => credentials.forget(integration),
        open: (current) => open(integration, current),
      });
    } catch (cause) {
      if (cause instanceof ErpError) throw cause;
      throw new ErpError(
        'temporary',
        'The integration could not be opened. An administrator must check its settings and credentials.',
        { cause },
      );
    }
  };
};
