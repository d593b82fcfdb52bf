import { ErpError, type ConnectorSession, type Erp, type Erps } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { SessionContext } from '#erp/connector.ts';
import { connectorOf, registry } from '#erp/registry.ts';
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
