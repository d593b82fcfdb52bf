import { sha256Of } from '#domain/canonical.ts';
import { ErpError, type ConnectorSession, type Erps } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { SessionContext } from '#erp/connector.ts';
import type { TokenOwner } from '#erp/container-tokens.ts';
import { connectorOf } from '#erp/registry.ts';
import { renewedSession } from '#erp/renewed-session.ts';
import type { AccessToken } from '#erp/sign-in.ts';

/** The registered connectors as the use cases see them. */
export const erps: Erps = async ({ erp, settings }) => {
  const { id, name, can_look_up, ...connector } = await connectorOf(erp);
  return {
    ...connector.profileFor(settings),
    id,
    name,
    can_look_up,
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
