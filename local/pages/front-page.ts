import { layout } from '#web/layout.ts';
import { html, type Html } from '#web/html.ts';
import { reference } from '#local/pages/reference.ts';
import { decisionStep, mailStep, resultStep, sendStep, type Stand } from '#local/pages/steps.ts';

const alert = (fault: string | null): Html | null =>
  fault === null ? null : html`<p class="card alert" role="alert">${fault}</p>`;

/** The page that explains the demo and walks through it. Every button is a form, so it needs no script. */
export const frontPage = (stand: Stand, fault: string | null, url: string): string =>
  layout({
    title: 'Walk through',
    requestId: null,
    main: html`<h1>A project on its way into the ERP</h1>
      <p class="lead">
        This is the whole service on your machine: the handlers, the workflow and the table that a deployment makes,
        without a cloud account. Walk through it from top to bottom.
      </p>
      ${alert(fault)} ${sendStep(stand)} ${mailStep(stand)} ${decisionStep(stand)} ${resultStep(stand)}
      <p>
        <a href="/?project=${stand.projectId}">Check again</a> ·
        <a href="/?project=${stand.projectId + 1}">Start with another project</a>
      </p>
      ${reference(url)}`,
    footer: null,
  });
