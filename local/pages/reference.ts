import { people } from '#local/people.ts';
import { html, type Html } from '#web/html.ts';

const LINKS: Readonly<Record<string, string>> = {
  '/openapi.json': 'the API, described for tools',
  '/health': 'whether it is up',
  '/local/mail': 'all mails, newest first',
  '/local/events': 'all events, newest first, as programs would get them',
  '/local/exports': 'all files for the accountant',
  '/local/erp': 'what the double of an ERP holds, started with LOCAL_ERP=xero or another',
  '/local/oauth/.well-known/openid-configuration': 'the issuer of the tokens',
};

const commands = (
  url: string,
): string => `TOKEN=$(curl -s ${url}/local/oauth/token -d username=approver | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -s ${url}/rest/v1.0/companies/1/erp_requests -H "Authorization: Bearer $TOKEN"`;

/** Everything else that this machine serves, and who may use it. */
export const reference = (url: string): Html =>
  html`<section class="card">
      <h2>Everything else here</h2>
      <ul class="list">
        ${Object.entries(LINKS).map(([path, what]) => html`<li><a href="${path}">${path}</a>: ${what}</li>`)}
      </ul>
    </section>
    <section class="card">
      <h2>Who lives here</h2>
      <p>There are no passwords: whoever can reach this machine may be anybody.</p>
      <dl class="facts">
        ${Object.entries(people).map(
          ([username, { companyId, may }]) =>
            html`<dt>${username}</dt>
              <dd>${may} (company ${companyId})</dd>`,
        )}
      </dl>
      <pre class="lines">${commands(url)}</pre>
      <p>
        Started with <code>SIGN_IN_ABOVE=1000000</code>, approvers must sign in before they decide on a project worth
        more.
      </p>
    </section>`;
