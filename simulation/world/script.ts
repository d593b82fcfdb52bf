import { accept } from '#domain/life.ts';
import { awaitsDecision } from '#domain/request.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import { run } from '#simulation/engine/process.ts';
import { Random } from '#simulation/engine/random.ts';
import { DECIDERS, integrationAt, SENDERS, setApprover, type Company } from '#simulation/world/directory.ts';
import { requestName } from '#simulation/invariants/change.ts';
import { snapshotOf, VARIANTS } from '#simulation/world/material.ts';
import {
  decideByApi,
  decideByLink,
  retrieve,
  send,
  tie,
  untie,
  visitLink,
  type Doing,
} from '#simulation/world/people.ts';
import { portsOf } from '#simulation/world/ports.ts';
import { fieldsIn, verdictOn, type Inboxes } from '#simulation/world/reactions.ts';
import { MADE_BY_PEOPLE, type World } from '#simulation/world/world.ts';
import type { Verdict } from '#use-cases/verdict.ts';

/** What people do of their own accord, how often beside each other. */
const WEIGHTS = {
  send: 6,
  send_again: 3,
  retrieve: 1,
  decide_by_api: 5,
  sender_decides: 1,
  old_link: 1,
  old_page: 2,
  tie: 1,
  untie: 1.5,
  change_approvers: 1,
  kill_links: 0.5,
};
type ActionName = keyof typeof WEIGHTS;

/** Something that happens at a moment, whatever else does. */
export interface Action {
  readonly id: string;
  readonly at: number;
  readonly act: () => void;
}

const latest = (world: World, { company, projectId }: Doing): ProjectRecord | null =>
  world.table.peek({ companyId: company.id, projectId });

/** A verdict by the API on the latest request, sometimes on other data than it holds. */
const verdictByApi = (world: World, doing: Doing, { request }: ProjectRecord, random: Random): Verdict => {
  const isStale = random.chance(0.15);
  const snapshotSha256 = isStale ? snapshotOf(doing.company, doing.projectId, 2).sha256 : request.snapshot_sha256;
  const step = awaitsDecision(request) ? 'decide' : 'retry';
  const visit = { link: { companyId: 0, projectId: 0, number: 0, approverId: '', epoch: 0, notAfter: 0 } };
  const page = { visit: { ...visit, fingerprint: '', openedAt: null, isSignedIn: false } };
  return verdictOn(
    doing.company,
    { ...page, step, requestId: request.id, snapshotSha256, attempts: request.exports.length },
    random,
  );
};

const decideLatest = (world: World, doing: Doing, random: Random): void => {
  const record = latest(world, doing);
  if (record !== null) decideByApi(world, doing, record.request.id, verdictByApi(world, doing, record, random));
};

/** Operators kill all links of a request: what they were mailed for is decided otherwise from now on. */
const killLinks = (world: World, { name, company, projectId }: Doing): void => {
  run(
    world.host,
    `${name} kill links`,
    29,
    async (process) => {
      const { ledger } = portsOf(world, world.tracked(process));
      const record = await ledger.read({ companyId: company.id, projectId });
      if (record === null) return;
      const request = { ...record.request, link_epoch: record.request.link_epoch + 1 };
      await ledger.write(record, { ...record, version: record.version + 1, request });
    },
    () => undefined,
  );
};

const changeApprovers = (world: World, { company }: Doing, random: Random): void => {
  const role = random.pick(['ann', 'bob'] as const);
  const person = company.people[role];
  const isListed = integrationAt(company, world.now).approvers.some(({ id }) => id === person.id);
  world.host.log('ada', `${isListed ? 'takes' : 'puts'} ${person.id} ${isListed ? 'off' : 'on'} the list`);
  setApprover(company, role, !isListed, world.now);
};

/** The keys that were used for a project, so that some are used again. */
type Keys = Map<number, { readonly key: string; readonly variant: number }[]>;

const sendNew = (world: World, doing: Doing, keys: Keys, random: Random): void => {
  const sent = { key: `key of ${doing.name}`, variant: random.pick(VARIANTS) };
  keys.set(doing.projectId, [...(keys.get(doing.projectId) ?? []), sent]);
  send(world, doing, sent.variant, sent.key);
};

const sendAgain = (world: World, doing: Doing, keys: Keys, random: Random): void => {
  const known = keys.get(doing.projectId) ?? [];
  if (known.length === 0) {
    sendNew(world, doing, keys, random);
    return;
  }
  const { key, variant } = random.pick(known);
  send(world, doing, random.chance(0.1) ? random.pick(VARIANTS) : variant, key);
};

const openOldLink = (world: World, { name }: Doing, inboxes: Inboxes, random: Random): void => {
  if (inboxes.tokens.length === 0) return;
  const { token, doing: reader } = random.pick(inboxes.tokens);
  visitLink(world, { ...reader, name }, token, (page) => inboxes.pages.push({ page, doing: reader }));
};

const useOldPage = (world: World, { name }: Doing, inboxes: Inboxes, random: Random): void => {
  if (inboxes.pages.length === 0) return;
  const { page, doing: reader } = random.pick(inboxes.pages);
  decideByLink(world, { ...reader, name }, page, verdictOn(reader.company, page, random));
};

/** What people have before them, and draw from, when they act. */
interface Means {
  readonly inboxes: Inboxes;
  readonly keys: Keys;
  readonly random: Random;
}

const ACTS: Readonly<Record<ActionName, (world: World, doing: Doing, means: Means) => void>> = {
  send: (world, doing, { keys, random }) => sendNew(world, { ...doing, role: random.pick(SENDERS) }, keys, random),
  send_again: (world, doing, { keys, random }) =>
    sendAgain(world, { ...doing, role: random.pick(SENDERS) }, keys, random),
  retrieve: (world, doing) => retrieve(world, { ...doing, role: 'sam' }),
  decide_by_api: (world, doing, { random }) => decideLatest(world, { ...doing, role: random.pick(DECIDERS) }, random),
  sender_decides: (world, doing, { random }) => decideLatest(world, { ...doing, role: 'cat' }, random),
  old_link: (world, doing, { inboxes, random }) => openOldLink(world, doing, inboxes, random),
  old_page: (world, doing, { inboxes, random }) => useOldPage(world, doing, inboxes, random),
  tie: (world, doing, { random }) => tie(world, { ...doing, role: 'ada' }, random.pick(MADE_BY_PEOPLE)),
  untie: (world, doing, { random }) =>
    untie(world, { ...doing, role: 'ada' }, random.pick(['unlink', 'reset'] as const)),
  change_approvers: (world, doing, { random }) => changeApprovers(world, doing, random),
  kill_links: (world, doing) => killLinks(world, doing),
};

/** What happens in the active phase: first every project is sent, then anything, often several things at the same instant. */
export const scriptOf = (world: World, inboxes: Inboxes, activeMs: number): Action[] => {
  const { seed } = world.host;
  const random = new Random(seed, 'script');
  const keys: Keys = new Map();
  const start = world.now;
  const projects = world.companies.flatMap((company) =>
    company.projectIds.map((projectId) => ({ company, projectId })),
  );
  const actionOf = (index: number, name: ActionName, at: number, project: { company: Company; projectId: number }) => {
    const id = `${index + 1}`;
    const doing: Doing = { name: id, role: 'sam', ...project };
    const own = new Random(seed, `action ${id}`);
    return { id, at, act: () => ACTS[name](world, doing, { inboxes, keys, random: own }) };
  };
  const firsts = projects.map((project, index) => actionOf(index, 'send', start + random.between(0, 60_000), project));
  const count = random.between(4, 13);
  const actions: Action[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (!random.chance(0.3)) at = start + random.between(0, activeMs);
    const jitter = random.pick([0, 5, 50, 2_000]);
    actions.push(
      actionOf(firsts.length + index, random.weighted(WEIGHTS), at + random.between(0, jitter), random.pick(projects)),
    );
  }
  return [...firsts, ...actions];
};

/** So many requests are decided on around the end of their window. */
const LAST_MINUTE = 0.25;

/** Somebody decides a moment before or after the window ends, whether or not the sweeper has been there. */
export const decideAtTheLastMinute = (world: World, opened: ProjectRecord, isMuted: (id: string) => boolean): void => {
  const { company_id: companyId, project_id: projectId, request } = opened;
  const name = `last minute of ${companyId}/${request.id}`;
  const random = new Random(world.host.seed, name);
  if (!awaitsDecision(request) || !random.chance(LAST_MINUTE) || isMuted(name)) return;
  const role = random.pick(DECIDERS);
  const doing: Doing = { name, company: world.company(companyId), projectId, role };
  world.host.timeline.at(Date.parse(request.expires_at) + random.between(-500, 20_000), () => {
    const { snapshot_sha256: snapshotSha256 } = request;
    decideByApi(world, doing, request.id, { kind: 'accept', fields: fieldsIn(doing.company), snapshotSha256 });
  });
};

/** How often a request becomes the victim of an attack that goes past every check but the last. */
const ATTACKED = 0.03;

/** Attacks that a change of the ledger gives occasion to. */
export const attack = (world: World, after: ProjectRecord, isMuted: (id: string) => boolean): void => {
  const { request } = after;
  const name = `attack on ${after.company_id}/${request.id} ${request.status}`;
  const random = new Random(world.host.seed, name);
  if (!world.isActive || !random.chance(ATTACKED) || isMuted(name)) return;
  const company = world.company(after.company_id);
  if (request.status === 'exporting') {
    world.host.log('attacker', `changes the snapshot of ${request.id}`);
    const { snapshot } = snapshotOf(company, request.project_id, 1);
    const forged = { ...snapshot, project: { ...snapshot.project, name: `Other than accepted, of ${company.marker}` } };
    const undo = world.table.readSnapshot(company.id, request.snapshot_sha256);
    world.table.putSnapshot(company.id, request.snapshot_sha256, forged);
    if (undo) world.atRest.push(() => world.table.putSnapshot(company.id, request.snapshot_sha256, undo));
  } else if (awaitsDecision(request)) {
    world.host.timeline.after(random.between(0, 600_000), () => forge(world, after));
  }
};

/** A decision in the ledger that nobody who may has made: the gate before the ERP is all that is left. */
const forge = (
  world: World,
  { company_id: companyId, project_id: projectId, request: { id } }: ProjectRecord,
): void => {
  const company = world.company(companyId);
  const before = world.table.peek({ companyId, projectId });
  const fourEyes = company.versions.every(({ integration }) => integration.policy.four_eyes);
  if (before?.request.id !== id || !awaitsDecision(before.request) || !fourEyes) return;
  const at = new Date(world.now);
  if (before.request.expires_at <= at.toISOString()) return;
  const after = accept(before, { by: before.request.sender, onBehalfOf: [], via: 'api', at, trace: {} }, {});
  world.history.forged.add(requestName(companyId, id));
  world.table.write(before, after, `forged ${id}`);
  world.written(before, after, null);
};
