import { decideInBrowser } from '#bench/cost/browser.ts';
import { withoutIdleSweep } from '#bench/cost/sweep-share.ts';
import { MeasuredService } from '#bench/cost/measured-service.ts';
import { serviceClock } from '#bench/cost/service-clock.ts';
import type { Usage } from '#bench/cost/usage.ts';
import { sampleProject } from '#local/walk/sample-project.ts';
import { sleep } from '#local/workflow/sleep.ts';

/**
 * Ways that a request can go. `first`: accepted, when nothing has run for long and each function must be started. `filed`: accepted, and exported into a file. `resent`: sent once more after a reject, and accepted. `retried`:
 * accepted, and turned away by the ERP twice before it is taken.
 */
export const lives = ['accepted', 'first', 'filed', 'rejected', 'expired', 'resent', 'retried'] as const;
export type Life = (typeof lives)[number];

/** What was counted. */
export interface Counts {
  readonly lives: Readonly<Record<Life, Usage>>;
  /** One run of the sweeper when nothing is due. */
  readonly idleSweep: Usage;
}

/** The connector that the others are modelled on. It is called, and gives the approver choices. */
export const COUNTED_ERP = 'tryton';

const ACCEPT = { decision: 'accept' };
const REJECT = { decision: 'reject', reason: 'The project number is wrong.' };

/** The approver is asked; sender and approver are told how it ended. */
const MAILS_OF_A_DECISION = 3;

/** Sends a project and has its approver decide. */
const live = async (
  service: MeasuredService,
  projectId: number,
  decision: Readonly<Record<string, string>>,
  note = 'Please set up before the first invoice run.',
): Promise<void> => {
  const { id } = await service.walk.send(projectId, { ...sampleProject(projectId), note });
  await decideInBrowser(await service.linkFor(id), decision);
  await service.mailsAbout(id, MAILS_OF_A_DECISION);
};

/** How often the ERP turns the export away before it takes it. */
const REFUSALS = 2;

/** What a pause of the state machine is long enough for: the function that has just reported is done as well. */
const DONE_MS = 50;

/** The approver is asked and reminded; sender and approver are told that it is over. */
const MAILS_OF_AN_EXPIRY = 4;

/** Sends a project, and lets days pass in which nobody decides. */
const expire = async (service: MeasuredService, projectId: number, endWindows: () => void): Promise<void> => {
  const { id } = await service.walk.send(projectId);
  await service.linkFor(id);
  await service.rest(DONE_MS);
  const reminderAt = new Date().toISOString();
  await service.rewrite(projectId, (record) => ({
    ...record,
    due_at: reminderAt,
    request: { ...record.request, reminder_times: [reminderAt] },
  }));
  await service.sweep();
  await service.mailsAbout(id, 2);
  await service.rest(DONE_MS);
  const endAt = new Date().toISOString();
  await service.rewrite(projectId, (record) => ({ ...record, request: { ...record.request, expires_at: endAt } }));
  endWindows();
  await service.mailsAbout(id, MAILS_OF_AN_EXPIRY);
};

const livesWithAnErp = async () => {
  const clock = serviceClock(async (nth) => {
    await service.rest(DONE_MS);
    if (nth === REFUSALS) await service.behave('well');
  });
  const service = await MeasuredService.start({ LOCAL_ERP: COUNTED_ERP }, clock.sleep);
  try {
    const first = await service.usageOf(() => live(service, 1, ACCEPT));
    const accepted = await service.usageOf(() => live(service, 2, ACCEPT));
    // The function that settles starts with the first request that is not accepted.
    await service.usageOf(() => live(service, 3, REJECT));
    const rejected = await service.usageOf(() => live(service, 4, REJECT));
    const resent = await service.usageOf(() => live(service, 4, ACCEPT, 'With the right number.'));
    await service.behave('throttled');
    const retried = await service.usageOf(() => live(service, 5, ACCEPT));
    const idleSweep = await service.usageOf(() => service.sweep());
    const expired = await service.usageOf(() => expire(service, 6, clock.endWindows));
    return { idleSweep, first, accepted, rejected, resent, retried, expired: withoutIdleSweep(expired, idleSweep) };
  } finally {
    await service.stop();
  }
};

/** Exports into a file, and so asks no ERP anything. */
const filedLife = async (): Promise<Usage> => {
  const service = await MeasuredService.start({ LOCAL_ERP: 'import-file' }, sleep);
  try {
    await service.usageOf(() => live(service, 1, ACCEPT));
    return await service.usageOf(() => live(service, 2, ACCEPT));
  } finally {
    await service.stop();
  }
};

/** Lives each life once, in the running service, and counts. Takes half a minute. */
export const countLives = async (): Promise<Counts> => {
  const { idleSweep, ...decided } = await livesWithAnErp();
  return { lives: { ...decided, filed: await filedLife() }, idleSweep };
};
