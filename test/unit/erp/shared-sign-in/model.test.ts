import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ErpError } from '#domain/erp.ts';
import { containerTokens } from '#erp/container-tokens.ts';
import type { SharedTokens } from '#erp/token-line.ts';
import { memoryTokens } from '#simulation/aws/shared-tokens.ts';
import { GRACE_MS, RotatingVendor } from './rotating-vendor.ts';
import { Timeline } from './timeline.ts';

const OWNER = { company_id: 1, id: 'accounting', erp: 'rotating' };
const FIRST = 'the token that people got';

/** The limits of the clients, as functions/aws/clients.ts and oauth.ts set them. */
const AWS_MS = 9_000;
const VENDOR_MS = 10_000;

type Step =
  | { readonly does: 'ask'; readonly container: number }
  | { readonly does: 'step'; readonly choice: number; readonly ending: 'done' | 'lost' | 'undone' }
  | { readonly does: 'kill'; readonly container: number; readonly isDone: boolean }
  | { readonly does: 'pass'; readonly seconds: number }
  | { readonly does: 'reject' };

const CONTAINERS = 4;
const container = fc.nat(CONTAINERS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('ask' as const), container }) },
  {
    weight: 24,
    arbitrary: fc.record({
      does: fc.constant('step' as const),
      choice: fc.nat(20),
      ending: fc.oneof(
        { weight: 12, arbitrary: fc.constant('done' as const) },
        { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'undone' as const) },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('kill' as const), container, isDone: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('pass' as const), seconds: fc.constantFrom(1, 5, 45, 1_750, 1_850) }),
  },
  { weight: 3, arbitrary: fc.constant({ does: 'reject' as const }) },
);

/** The functions of one ERP: each slot is a container, which a fresh one follows when it is killed. */
class Fleet {
  readonly time = new Timeline();
  readonly vendor = new RotatingVendor(FIRST);
  readonly store = memoryTokens(this.time.clock);
  readonly broken: string[] = [];
  #signingIn = new Set<number>();
  #next = 0;
  #containers = Array.from({ length: CONTAINERS }, () => this.#start());
  #lastToken: string | null = null;
  #rejected: string | null = null;

  #start() {
    const number = this.#next++;
    const { time, store } = this;
    const call = <T>(work: () => Promise<T>): Promise<T> => time.call(number, AWS_MS, work).then((answer) => answer);
    const tokens: SharedTokens = {
      vault: {
        read: (version) => call(() => store.vault.read(version)),
        write: (line) => call(() => store.vault.write(line)),
      },
      lease: {
        published: () => call(() => store.lease.published()),
        take: (holder, until) => call(() => store.lease.take(holder, until)),
        publish: (holder, next) => call(() => store.lease.publish(holder, next)),
        release: (holder) => call(() => store.lease.release(holder)),
      },
    };
    const pause = (milliseconds: number) => time.pause(number, milliseconds);
    const shared = { tokens, pause };
    return { number, accessToken: containerTokens(time.clock, () => shared.tokens, pause)(OWNER, 'credentials') };
  }

  ask(slot: number): void {
    const current = this.#containers[slot]!;
    const { number, accessToken } = current;
    const renew = async (token: string | null) => {
      if (this.#signingIn.size > 0) this.broken.push(`two sign-ins at once at ${this.time.now}`);
      this.#signingIn.add(number);
      try {
        return await this.time.call(number, VENDOR_MS, () => this.vendor.signIn(token ?? '', this.time.now));
      } catch (error) {
        throw error instanceof ErpError ? error : new ErpError('temporary', 'The ERP did not answer.');
      } finally {
        this.#signingIn.delete(number);
      }
    };
    const rejected = this.#rejected ?? undefined;
    accessToken({ firstRefreshToken: FIRST, renew }, rejected).then(
      (token) => {
        if (!this.store.versions.some(({ line }) => line.access_token === token))
          this.broken.push(`${token} was used before it was stored`);
        if (token === rejected) this.broken.push(`${token} was given again`);
        this.#lastToken = token;
      },
      (error: unknown) => {
        if (!(error instanceof ErpError)) this.broken.push(String(error));
        else if (error.kind === 'unauthorized') this.#checkLoss();
        else if (error.kind !== 'temporary') this.broken.push(error.kind);
      },
    );
  }

  /** Only what died between the vendor and the vault may be lost, and only once the token before it is no longer taken. */
  #checkLoss(): void {
    const { lost } = this.vendor;
    const isStored = this.store.versions.some(({ line }) => line.refresh_token === lost?.newest);
    if (lost === null || isStored || lost.at < lost.replacedAt + GRACE_MS)
      this.broken.push('a line was lost that need not have been');
  }

  async take(step: Step): Promise<void> {
    if (step.does === 'ask') this.ask(step.container);
    else if (step.does === 'step') await this.time.step(step.choice, step.ending);
    else if (step.does === 'pass') await this.time.pass(step.seconds * 1_000);
    else if (step.does === 'reject') this.#rejected = this.#lastToken;
    else await this.#kill(step.container, step.isDone);
  }

  async #kill(slot: number, isDone: boolean): Promise<void> {
    const { number } = this.#containers[slot]!;
    await this.time.kill(number, isDone);
    this.#signingIn.delete(number);
    this.#containers[slot] = this.#start();
  }

  /** Everything that is under way ends well, and one more call asks. */
  async settle(): Promise<void> {
    for (let rounds = 0; this.time.waiting > 0 && rounds < 2_000; rounds += 1) await this.time.step(0, 'done');
  }
}

it('among functions that die, hang and wait, one signs in at a time, nothing is used before it is stored, and no line is lost within its grace', async () => {
  let signIns = 0;
  let losses = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 100, maxLength: 300, size: 'max' }), async (steps) => {
      const fleet = new Fleet();
      for (const each of steps) await fleet.take(each);
      await fleet.settle();
      expect(fleet.broken).toEqual([]);
      signIns += fleet.vendor.signIns;
      losses += fleet.vendor.lost === null ? 0 : 1;
      if (fleet.vendor.lost !== null) return;
      // Whatever happened, the next one who asks gets a token.
      await fleet.time.pass(60_000);
      fleet.ask(0);
      await fleet.settle();
      expect(fleet.broken).toEqual([]);
    }),
    { numRuns: 300 },
  );
  // It is about what happens often here.
  expect(signIns).toBeGreaterThan(800);
  expect(losses).toBeGreaterThan(10);
});
