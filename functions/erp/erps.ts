import { ErpError, type Erps, type OpenErpSession } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { SessionContext } from '#erp/connector.ts';
import { connectorOf } from '#erp/registry.ts';

/** The registered connectors as the use cases see them. */
export const erps: Erps = (erpId) => {
  const connector = connectorOf(erpId);
  return { ...connector, document: (integration, job) => connector.document(job, integration.settings) };
};

/** What sessions are opened with; `credentials` reads those of one integration. */
export interface SessionDeps extends Pick<SessionContext<unknown, unknown>, 'clock' | 'fetch' | 'files'> {
  readonly credentials: (integration: Integration) => Promise<unknown>;
}

/** Opens sessions by the connector of the integration. Whatever goes wrong before the ERP was asked wrote nothing. */
export const erpSessions =
  ({ credentials, ...context }: SessionDeps): OpenErpSession =>
  async (integration) => {
    try {
      const connector = connectorOf(integration.erp);
      return await connector.connect({
        ...context,
        settings: integration.settings,
        credentials: await credentials(integration),
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
