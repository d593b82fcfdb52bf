import { ErpError, type ConnectorSession, type Erps } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { SessionContext } from '#erp/connector.ts';
import { connectorOf } from '#erp/registry.ts';
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

/** What sessions are opened with. */
export interface SessionDeps extends Pick<SessionContext<unknown, unknown>, 'clock' | 'fetch' | 'files'> {
  /** The credentials of one integration. */
  readonly credentials: (integration: Integration) => Promise<unknown>;
  /** What remembers the access tokens of one integration. */
  readonly accessToken: (integration: Integration) => AccessToken;
}

/** Opens sessions by the connector of the integration. Whatever goes wrong before the ERP was asked wrote nothing. */
export const erpSessions =
  ({ credentials, accessToken, ...context }: SessionDeps) =>
  async (integration: Integration): Promise<ConnectorSession> => {
    try {
      const connector = await connectorOf(integration.erp);
      return await connector.connect({
        ...context,
        settings: integration.settings,
        credentials: await credentials(integration),
        accessToken: accessToken(integration),
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
