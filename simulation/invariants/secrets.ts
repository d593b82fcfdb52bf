import { TOKEN_MARKER } from '#simulation/aws/step-functions.ts';
import { PASSWORD_MARKER } from '#simulation/erp/erp.ts';

/** Signs the links of the simulation. */
export const LINK_KEY = 'link-key-marker-of-the-simulation-0123456789';

const MARKERS = [TOKEN_MARKER, PASSWORD_MARKER, LINK_KEY];

const LINK = /\/approvals\/[\w-]+\.[\w-]+\.[\w-]+/;

/** I10: no secret outside its store. `mayLink`: a mail, which is what links are for. */
export const holdsNoSecret = (where: string, text: string, mayLink = false): string | null => {
  const marker = MARKERS.find((secret) => text.includes(secret));
  if (marker !== undefined) return `${where} holds the ${marker}`;
  return !mayLink && LINK.test(text) ? `${where} holds a link` : null;
};
