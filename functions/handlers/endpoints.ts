import type { AnyEndpoint } from '#handlers/endpoint.ts';
import { acceptRequestEndpoint, rejectRequestEndpoint, retryRequestEndpoint } from '#handlers/endpoints/decisions.ts';
import {
  getIntegration,
  listErps,
  listIntegrationOptions,
  listIntegrations,
} from '#handlers/endpoints/integrations.ts';
import { getErpStatusEndpoint, previewProjectEndpoint, sendProjectEndpoint } from '#handlers/endpoints/projects.ts';
import { linkProjectEndpoint, resetProjectEndpoint, unlinkProjectEndpoint } from '#handlers/endpoints/ties.ts';
import {
  getRequestEndpoint,
  listEventsEndpoint,
  listRequestsEndpoint,
  retrieveRequestEndpoint,
} from '#handlers/endpoints/requests.ts';
import { apiRoutes } from '#handlers/routes.ts';

/** Every endpoint behind the authoriser, by its route. A route without an endpoint does not compile. */
export const endpoints: Record<(typeof apiRoutes)[keyof typeof apiRoutes], AnyEndpoint> = {
  [apiRoutes['list-erps']]: listErps,
  [apiRoutes['list-integrations']]: listIntegrations,
  [apiRoutes['get-integration']]: getIntegration,
  [apiRoutes['list-integration-options']]: listIntegrationOptions,
  [apiRoutes['get-erp-status']]: getErpStatusEndpoint,
  [apiRoutes['preview-project']]: previewProjectEndpoint,
  [apiRoutes['send-project']]: sendProjectEndpoint,
  [apiRoutes['link-project']]: linkProjectEndpoint,
  [apiRoutes['unlink-project']]: unlinkProjectEndpoint,
  [apiRoutes['reset-project']]: resetProjectEndpoint,
  [apiRoutes['list-requests']]: listRequestsEndpoint,
  [apiRoutes['get-request']]: getRequestEndpoint,
  [apiRoutes['list-events']]: listEventsEndpoint,
  [apiRoutes['retrieve-request']]: retrieveRequestEndpoint,
  [apiRoutes['accept-request']]: acceptRequestEndpoint,
  [apiRoutes['reject-request']]: rejectRequestEndpoint,
  [apiRoutes['retry-request']]: retryRequestEndpoint,
};
