const company = '/rest/v1.0/companies/{company_id}';
const request = `${company}/erp_requests/{request_id}`;

/** Routes behind the JWT authoriser, by the name of their endpoint. The stack's HTTP API and the router both read them. */
export const apiRoutes = {
  'list-integrations': `GET ${company}/erp_integrations`,
  'get-integration': `GET ${company}/erp_integration`,
  'get-erp-status': `GET ${company}/projects/{project_id}/erp_status`,
  'preview-project': `POST ${company}/projects/{project_id}/erp_preview`,
  'send-project': `POST ${company}/projects/{project_id}/erp_requests`,
  'list-requests': `GET ${company}/erp_requests`,
  'get-request': `GET ${request}`,
  'list-events': `GET ${request}/events`,
  'retrieve-request': `POST ${request}/retrieve`,
  'accept-request': `POST ${request}/accept`,
  'reject-request': `POST ${request}/reject`,
  'retry-request': `POST ${request}/retry`,
} as const;

/** Routes anybody may call. */
export const openRoutes = {
  health: 'GET /health',
  openapi: 'GET /openapi.json',
} as const;

/** Routes of the approval pages: the signed link is their key. */
export const approvalRoutes = {
  'show-approval': 'GET /approvals/{token}',
  'decide-approval': 'POST /approvals/{token}',
} as const;
