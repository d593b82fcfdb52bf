import { Random } from '#simulation/engine/random.ts';
import { decideByApi, decideByLink, visitLink, type Doing, type OpenPage } from '#simulation/world/people.ts';
import { DECIDERS, type Company, type Role } from '#simulation/world/directory.ts';
import type { SimulatedMail } from '#simulation/world/mailbox.ts';
import type { World } from '#simulation/world/world.ts';
import type { Verdict } from '#use-cases/verdict.ts';

/** What the ERP of a company wants to be told by approvers, beside the job number. */
export const fieldsIn = ({ own }: Pick<Company, 'own'>): Readonly<Record<string, string>> => {
  const { job_id: _, ...fields } = own?.fields ?? {};
  return fields;
};

/** What an approver makes of an open page. */
export const verdictOn = (company: Pick<Company, 'own'>, page: OpenPage, random: Random): Verdict => {
  const fields = { ...fieldsIn(company), ...(random.chance(0.2) && { job_id: `J-${random.between(1, 3)}` }) };
  const choice = random.weighted({ accept: 8, reject: 2 });
  if (choice === 'reject')
    return { kind: 'reject', reason: 'Last year’s cost codes.', snapshotSha256: page.snapshotSha256 };
  if (page.step === 'retry') return { kind: 'retry', fields, after: page.attempts };
  return { kind: 'accept', fields, snapshotSha256: page.snapshotSha256 };
};

const SECOND_MS = 1_000;

/** Some answer at once, some over lunch, some tomorrow. */
const pause = (random: Random): number =>
  random.between(0, random.pick([5 * SECOND_MS, 60 * SECOND_MS, 3_600 * SECOND_MS, 12 * 3_600 * SECOND_MS]));

const roleOf = (mail: SimulatedMail, world: World): Role | undefined => {
  const { people } = world.company(mail.companyId);
  return DECIDERS.find((role) => people[role].id === mail.toId);
};

/** Everybody's inbox: old mails stay, and so do the pages that were opened from them. */
export class Inboxes {
  readonly tokens: { readonly token: string; readonly doing: Doing }[] = [];
  readonly pages: { readonly page: OpenPage; readonly doing: Doing }[] = [];
}

/** Opens the link and decides on what it shows, by the page or by the API; or leaves the page open. */
const answer = (world: World, inboxes: Inboxes, doing: Doing, token: string, random: Random): void =>
  visitLink(world, doing, token, (page) => {
    inboxes.pages.push({ page, doing });
    if (random.chance(0.15)) return;
    world.host.timeline.after(random.between(100, random.chance(0.5) ? 3_000 : 600_000), () => {
      if (!world.isActive) return;
      if (random.chance(0.7)) decideByLink(world, doing, page, verdictOn(doing.company, page, random));
      else decideByApi(world, doing, page.requestId, verdictOn(doing.company, page, random));
    });
  });

/** What the reader of a mail does about it, if anything. */
export const react = (world: World, inboxes: Inboxes, mail: SimulatedMail, isMuted: (id: string) => boolean): void => {
  const role = roleOf(mail, world);
  if (role === undefined) return;
  const name = `${mail.toId} on ${mail.kind} ${mail.nth} ${mail.requestId}`;
  const { companyId, projectId, token } = mail;
  const doing: Doing = { name, company: world.company(companyId), projectId, role };
  const { timeline } = world.host;
  const random = new Random(world.host.seed, name);
  if (token === null) return;
  inboxes.tokens.push({ token, doing });
  if (random.chance(0.25) || isMuted(name)) return;
  timeline.after(pause(random), () => {
    if (world.isActive && !isMuted(name)) answer(world, inboxes, doing, token, random);
  });
};
