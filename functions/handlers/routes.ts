const company = '/rest/v1.0/companies/{company_id}';
const request = `${company}/erp_requests/{request_id}`;

/** Routes behind the JWT authoriser, by the name of their endpoint. The stack's HTTP API and the router both read them. */
export const apiRoutes = {
  'list-erps': `GET ${company}/erps`,
  'list-integrations': `GET ${company}/erp_integrations`,
  'get-integration': `GET ${company}/erp_integration`,
  'list-integration-options': `GET ${company}/erp_integration/options`,
  'get-erp-status': `GET ${company}/projects/{project_id}/erp_status`,
  'preview-project': `POST ${company}/projects/{project_id}/erp_preview`,
  'send-project': `POST ${company}/projects/{project_id}/erp_requests`,
  'link-project': `POST ${company}/projects/{project_id}/erp_link`,
  'unlink-project': `POST ${company}/projects/{project_id}/erp_unlink`,
  'reset-project': `POST ${company}/projects/{project_id}/erp_reset`,
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

/** Route of Procore's webhooks, where a stage takes them: the header that was set up for them is their key. */
export const procoreRoutes = { 'take-webhook': 'POST /procore/webhooks' } as const;

/** Routes of the approval pages: the signed link is their key, and in a browser the session that it was exchanged for. */
export const approvalRoutes = {
  'show-approval': 'GET /approvals/{token}',
  'probe-approval': 'HEAD /approvals/{token}',
  'describe-approval': 'OPTIONS /approvals/{token}',
  'decide-approval': 'POST /approvals/{token}',
  'sign-in': 'GET /approvals/{token}/sign-in',
  'signed-in': 'GET /approvals/signed-in',
} as const;
