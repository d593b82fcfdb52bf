import type { SentMail } from '#local/services/mail.ts';
import type { ExportedFile } from '#local/services/files.ts';
import type { ErpStatus, Request } from '#local/walk/walk.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { amount, time } from '#web/format.ts';
import { html, type Html } from '#web/html.ts';

/** Where a sample project stands. */
export interface Stand {
  readonly projectId: number;
  readonly status: ErpStatus;
  /** About this project's last request, in the order they came, each with its address here and the link in it. */
  readonly mails: readonly (Pick<SentMail, 'to' | 'subject' | 'at'> & {
    readonly page: string;
    readonly link: string | null;
  })[];
  readonly exports: readonly ExportedFile[];
}

const step = (title: string, content: Html): Html =>
  html`<section class="card">
    <h2>${title}</h2>
    ${content}
  </section>`;

const fact = (name: string, value: string | Html): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

/** 1: the General page of the project, as its admin sees it. */
export const sendStep = ({ projectId, status: { status, action } }: Stand): Html => {
  const { project, cost_codes } = sampleProject(projectId);
  return step(
    '1. The project admin sends the project',
    html`<p>This is what Paula sees of it on the project's General page, with its one button.</p>
      <dl class="facts">
        ${fact('Project', project.name)} ${fact('Number', project.project_number)}
        ${fact('Total value', amount(project.total_value))} ${fact('Cost codes', String(cost_codes.length))}
        ${fact('Status', html`<code>${status}</code>`)}
      </dl>
      <form method="post" action="/local/walk">
        <input type="hidden" name="project" value="${projectId}" />
        <p>${action.blockers.map(({ message }) => message).join(' ')}</p>
        ${action.enabled ? html`<button>${action.label}</button>` : html`<button disabled>${action.label}</button>`}
      </form>`,
  );
};

/** 2: what was mailed, to approvers and to the sender. */
export const mailStep = ({ projectId, mails, status: { last_request } }: Stand): Html => {
  const verb = last_request?.decision === null ? 'decide' : 'look';
  return step(
    '2. Who gets mail',
    mails.length === 0
      ? html`<p>No mail yet. After sending, <a href="/?project=${projectId}">check again</a>: it takes a second.</p>`
      : html`<ul class="list">
          ${mails.map(
            ({ to, subject, at, page, link }) =>
              html`<li>
                <a href="${page}">${subject}</a><br />
                to ${to}, ${time(at)}
                ${link === null ? null : html`· <a href="${link}">${verb} as ${to.split('@')[0] ?? to}</a>`}
              </li>`,
          )}
        </ul>`,
  );
};

const decided = ({ decision, status, expires_at }: Request): Html => {
  if (decision !== null) {
    const { kind, by, via, at, reason } = decision;
    const said = kind === 'accept' ? 'accepted' : 'rejected';
    return html`<p>${by.name} ${said} it through the ${via === 'link' ? 'mailed link' : 'API'}, ${time(at)}.</p>
      ${reason === null ? null : html`<p class="lines">“${reason}”</p>`}`;
  }
  if (status === 'retrieved' || status === 'expired') return html`<p>Nobody decided: the request is ${status}.</p>`;
  return html`<p>
    The workflow waits until ${time(expires_at)}. Follow one of the links in the mails, decide there, and come back.
  </p>`;
};

/** 3: what became of the question. */
export const decisionStep = ({ status: { last_request } }: Stand): Html =>
  step('3. One of them decides', last_request === null ? html`<p>Nothing was sent yet.</p>` : decided(last_request));

const jobLink = ({ job_id, url }: { job_id: string; url: string | null }): Html =>
  url === null ? html`${job_id}` : html`<a href="${url}">${job_id}</a>`;

/** 4: what became of the project. */
export const resultStep = ({ status: { status, synced, last_request }, exports }: Stand): Html => {
  const message = last_request?.exports.at(-1)?.message ?? null;
  return step(
    '4. The ERP gets the job',
    html`<p>
        ${
          synced === null
            ? html`Not yet: the project is <code>${status}</code>.`
            : html`<strong class="good">Job ${jobLink(synced)} exists</strong>, since ${time(synced.at)}.`
        }
        ${message}
      </p>
      ${exports.map(
        ({ name, text }) =>
          html`<details>
            <summary>${name}</summary>
            <pre class="lines">${text.split('\n').slice(0, 8).join('\n')}</pre>
          </details>`,
      )}`,
  );
};
