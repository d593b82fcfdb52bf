import type { Request } from '#domain/request.ts';
import { html, type Html } from '#web/html.ts';
import { texts } from '#web/language.ts';

/** At the foot of every page about a request: what an auditor needs to find the same data again. */
export const voucherLines = ({ id, snapshot_sha256 }: Request): Html => html`
  <p>${texts.requestNumber(id)} · ${texts.footer.snapshot}: ${snapshot_sha256}</p>
  <p class="not-on-paper">${texts.footer.link}</p>
`;
