import { behaviours, type Behaviour, type ServedErp } from '#local/erp/served-erp.ts';
import { html, type Html } from '#web/html.ts';
import { layout } from '#web/layout.ts';

/** What each behaviour means to whoever calls the ERP. */
const MEANINGS: Readonly<Record<Behaviour, string>> = {
  well: 'well: as its vendor says',
  slow: 'slow: five seconds for each call',
  full: 'full: turns every call away',
  silent: 'silent: does what it is asked to, and never says so',
  throttled: 'throttled: too many calls',
  failing: 'failing: breaks, after the work was done',
  refusing: 'refusing: the data are wrong',
  forbidden: 'forbidden: the user may not',
};

const jobsOf = (jobs: readonly { readonly job_id: string; readonly name: string }[]): Html =>
  jobs.length === 0
    ? html`<p>No job yet. <a href="/">Send a project</a>, and accept it.</p>`
    : html`<dl class="facts">
        ${jobs.map(
          ({ job_id, name }) =>
            html`<dt>${job_id}</dt>
              <dd>${name}</dd>`,
        )}
      </dl>`;

/** What the double of company 1's ERP holds, and the forms by which it is made to behave. */
export const erpPage = (name: string, erp: Pick<ServedErp, 'behaviour' | 'jobs'>): string =>
  layout({
    title: name,
    requestId: null,
    main: html`<h1>${name}, as this machine plays it</h1>
      <p class="lead">
        A double of the ERP: it speaks the vendor's wire format and refuses what the vendor refuses. Company 1 exports
        to it.
      </p>
      <section class="card">
        <h2>The jobs in it</h2>
        ${jobsOf(erp.jobs())}
      </section>
      <section class="card">
        <h2>How it behaves</h2>
        <form method="post" action="/local/erp/behave">
          <label for="mood">From now on</label>
          <select id="mood" name="mood">
            ${behaviours.map((each) =>
              each === erp.behaviour
                ? html`<option value="${each}" selected>${MEANINGS[each]}</option>`
                : html`<option value="${each}">${MEANINGS[each]}</option>`,
            )}
          </select>
          <p><button>Behave so</button></p>
        </form>
        <form method="post" action="/local/erp/end_access">
          <p>Access tokens and sessions end by their age. They can end now.</p>
          <button>End all access</button>
        </form>
      </section>
      <section class="card">
        <h2>People make a job in it</h2>
        <form method="post" action="/local/erp/jobs">
          <label for="job_id">Job ID</label>
          <input id="job_id" name="job_id" type="text" required maxlength="100" />
          <label for="name">Name</label>
          <input id="name" name="name" type="text" required maxlength="200" />
          <p><button>Make it</button></p>
        </form>
      </section>
      <p><a href="/">Back to the walk through</a></p>`,
    footer: null,
  });
