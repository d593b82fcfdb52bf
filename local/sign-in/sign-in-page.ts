import { people } from '#local/people.ts';
import type { AuthorizationRequest } from '#local/sign-in/authorization-request.ts';
import { html, type Html } from '#web/html.ts';
import { layout } from '#web/layout.ts';

const page = (title: string, main: Html): string => layout({ title, requestId: null, main, footer: null });

/** Asks who is there. The request travels through the form, so nothing of it is kept meanwhile. */
export const signInPage = (request: AuthorizationRequest): string =>
  page(
    'Sign in',
    html`<h1>Sign in</h1>
      <p class="lead">This machine’s own sign-in. There are no passwords here: whoever can reach it may be anybody.</p>
      <form class="card" method="post" action="/local/oauth/authorize">
        ${Object.entries(request).map(([name, value = '']) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <ul class="list">
          ${Object.entries(people).map(
            ([username, { name, may }]) =>
              html`<li>
                <p>${name} ${may}.</p>
                <button name="username" value="${username}">Sign in as ${username}</button>
              </li>`,
          )}
        </ul>
      </form>`,
  );

/** Says why nobody can sign in. */
export const noSignInPage = (why: string): string =>
  page(
    'No sign-in',
    html`<section class="card state bad">
      <h1>Nobody can sign in like this</h1>
      <p>${why}</p>
    </section>`,
  );
