import type { Visit } from '#domain/authority.ts';
import { readApprovalLink, type ApprovalLink } from '#domain/links.ts';
import { linkFingerprint } from '#domain/session.ts';
import { requestId } from '#domain/request.ts';
import { pageIsTrue, type SeenPage } from '#simulation/invariants/pages.ts';
import { textIsOwn } from '#simulation/invariants/tenants.ts';
import { call } from '#simulation/world/calls.ts';
import { callerAt, type Company, type Role } from '#simulation/world/directory.ts';
import { bodyOf } from '#simulation/world/material.ts';
import { RINGS, STAGE } from '#simulation/world/ports.ts';
import type { World } from '#simulation/world/world.ts';
import { decideRequest, type DecideCall } from '#use-cases/decide-request.ts';
import { linkProject } from '#use-cases/link-project.ts';
import { retrieveRequest } from '#use-cases/retrieve-request.ts';
import { sendProject } from '#use-cases/send-project.ts';
import { showApproval, type OpenApproval } from '#use-cases/show-approval.ts';
import { untieProject } from '#use-cases/untie-project.ts';
import type { Verdict } from '#use-cases/verdict.ts';

/** A project of a company, and who does something about it. */
export interface Doing {
  readonly name: string;
  readonly company: Company;
  readonly projectId: number;
  readonly role: Role;
}

export const send = (world: World, doing: Doing, variant: number, idempotencyKey: string): void => {
  const { name, company, projectId, role } = doing;
  const caller = callerAt(company, role, world.now);
  const body = bodyOf(company, projectId, variant);
  call(world, {
    name: `${name} send as ${role}`,
    serve: (ports) => sendProject(ports, { caller, companyId: company.id, projectId, body, idempotencyKey }),
  });
};

export const retrieve = (world: World, { name, company, projectId, role }: Doing): void => {
  const record = world.table.peek({ companyId: company.id, projectId });
  if (record === null) return;
  const caller = callerAt(company, role, world.now);
  const asked = { caller, companyId: company.id, requestId: record.request.id };
  call(world, { name: `${name} retrieve as ${role}`, serve: (ports) => retrieveRequest(ports, asked) });
};

export const tie = (world: World, doing: Doing, jobId: string): void => {
  const { name, company, projectId, role } = doing;
  const caller = callerAt(company, role, world.now);
  const sending = bodyOf(company, projectId, 1);
  if (company.erp === 'import-file') world.erpOf(company.id).takeWordFor(jobId);
  call(world, {
    name: `${name} link to ${jobId}`,
    serve: (ports) =>
      linkProject(ports, { caller, companyId: company.id, projectId, jobId, sending, isPreview: false }),
  });
};

export const untie = (world: World, doing: Doing, event: 'unlink' | 'reset'): void => {
  const { name, company, projectId, role } = doing;
  const caller = callerAt(company, role, world.now);
  const asked = { caller, companyId: company.id, projectId, event, reason: 'Wrong job.', isPreview: false };
  call(world, { name: `${name} ${event}`, serve: (ports) => untieProject(ports, asked) });
};

const decide = (
  world: World,
  name: string,
  asked: DecideCall,
  onRefusal?: (code: string, from: number) => void,
): void =>
  call(world, {
    name,
    serve: (ports, process) => {
      world.calls.set(process, asked);
      return decideRequest(ports, asked);
    },
    onRefusal: ({ code }, { startedAt }) => onRefusal?.(code, startedAt),
  });

/** Nobody is told that others are in the way while nobody else is there. */
const requireCompany =
  (world: World, { company, projectId }: Doing) =>
  (code: string, from: number): void => {
    if (code !== 'conflict') return;
    const project = `${company.id}/${projectId}`;
    const isAlone = (world.history.written.get(project) ?? 0) < from;
    world.require('I9', isAlone ? `a decision on ${project} was refused as a conflict, and nobody else wrote` : null);
  };

export const decideByApi = (world: World, doing: Doing, id: string, verdict: Verdict): void => {
  const { name, company, role } = doing;
  const caller = callerAt(company, role, world.now);
  const asked: DecideCall = { companyId: company.id, requestId: id, decider: { via: 'api', caller }, verdict };
  decide(world, `${name} ${verdict.kind} as ${role}`, asked, requireCompany(world, doing));
};

/** A page as somebody has it before them, or still has it in another tab. */
export interface OpenPage {
  readonly visit: Visit;
  readonly step: OpenApproval['step'];
  readonly requestId: string;
  readonly snapshotSha256: string;
  readonly attempts: number;
}

export const decideByLink = (world: World, doing: Doing, page: OpenPage, verdict: Verdict): void => {
  const { visit, requestId: id } = page;
  const asked: DecideCall = {
    companyId: visit.link.companyId,
    requestId: id,
    decider: { via: 'link', visit },
    verdict,
  };
  decide(world, `${doing.name} ${verdict.kind} by link`, asked, requireCompany(world, doing));
};

const isLive = (world: World, { companyId, projectId, number, epoch }: ApprovalLink): boolean => {
  const key = { companyId, projectId };
  const record = world.table.peek(key);
  const request = record?.request.number === number ? record.request : world.table.readClosed(key, number)?.request;
  return request?.link_epoch === epoch;
};

/** Opens a link. The page that it shows is given on where it lets somebody decide. */
export const visitLink = (world: World, doing: Doing, token: string, onOpen: (page: OpenPage) => void): void => {
  const link = readApprovalLink(RINGS.rotated, STAGE, token);
  if (link === null) throw new Error('A mailed link is signed.');
  const { company } = doing;
  const visit: Visit = { link, fingerprint: linkFingerprint(token), openedAt: null, isSignedIn: false };
  const seen = (from: number, shown: SeenPage['shown'], wasLive: boolean): void => {
    const { companyId, projectId, number } = link;
    const record = world.table.peek({ companyId, projectId });
    const standings = world.history.standings.get(`${companyId}/${projectId}`) ?? [];
    const isSame = wasLive === isLive(world, link);
    const page = { link, company, from, to: world.now, record, standings, shown, isLive: isSame ? wasLive : null };
    world.require('I9', pageIsTrue(page));
    if ('request' in shown) {
      const text = JSON.stringify(shown.request);
      world.require('I7', textIsOwn(text, company, world.others(company)));
      world.require('I7', shown.request.id === requestId(projectId, number) ? null : 'a link showed another request');
    }
  };
  let wasLive = false;
  call(world, {
    name: `${doing.name} visit`,
    serve: (ports) => {
      wasLive = isLive(world, link);
      return showApproval(ports, visit);
    },
    onAnswer: (shown, { startedAt }) => {
      const { request } = shown;
      seen(startedAt, { request }, wasLive);
      if (shown.kind !== 'open') return;
      const { id, snapshot_sha256: snapshotSha256, exports } = request;
      onOpen({ visit, step: shown.step, requestId: id, snapshotSha256, attempts: exports.length });
    },
    onRefusal: (refused, { startedAt }) => seen(startedAt, { refused }, wasLive),
  });
};
