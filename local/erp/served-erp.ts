import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { MakeDouble } from '#erp/double.ts';
import { moods, type Call } from '#local/erp/happening.ts';
import type { Journal } from '#local/erp/journal.ts';
import { RecordedErp } from '#local/erp/recorded-erp.ts';
import { readBody, serve, type Handle, type LocalServer } from '#local/server.ts';

/**
 * How a served ERP behaves until it is told otherwise. `well`: as its vendor says. `slow`: takes five seconds for each call.
 * `full`: turns every call away. `silent`: does what it is asked to, and never says so. The others: see {@link moods}.
 */
export const behaviours = ['well', 'slow', 'full', 'silent', ...moods] as const;
export type Behaviour = (typeof behaviours)[number];

/** Long for an approver who waits, and shorter than any connector waits. */
const SLOW_MS = 5_000;
/** Of an ERP that is full; seconds. */
const RETRY_AFTER = '30';

const isMood = (behaviour: Behaviour): behaviour is (typeof moods)[number] => moods.some((each) => each === behaviour);

const send = async (answer: Response, response: ServerResponse): Promise<void> => {
  const cookies = answer.headers.getSetCookie();
  const others = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  response.writeHead(answer.status, {
    ...Object.fromEntries(others),
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  });
  response.end(Buffer.from(await answer.arrayBuffer()));
};

/** Of the connection, not of the call. */
const OF_THE_WAY = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_THE_WAY.has(name) ? [] : [[name, [value].flat().join(', ')]],
    ),
  );

/** The double of an ERP on a port of its own. */
export class ServedErp {
  behaviour: Behaviour = 'well';
  readonly #erp: RecordedErp;
  readonly #clock: () => Date;
  #server: LocalServer | null = null;

  private constructor(erp: RecordedErp, clock: () => Date) {
    this.#erp = erp;
    this.#clock = clock;
  }

  /** `port` is tried first: where it is taken, any other is used. */
  static async open(makeDouble: MakeDouble, journal: Journal, clock: () => Date, port = 0): Promise<ServedErp> {
    const served = new ServedErp(await RecordedErp.open(makeDouble, journal), clock);
    const handle: Handle = (request, response) => served.#answer(request, response);
    served.#server = await serve(handle, port).catch(() => serve(handle));
    return served;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Of an integration with it. */
  get settings(): Readonly<Record<string, unknown>> {
    return this.#erp.double.settingsAt(this.url);
  }

  get credentials(): Readonly<Record<string, string>> {
    return this.#erp.double.credentials;
  }

  /** The jobs that it holds, as its users see them. */
  jobs(): { readonly job_id: string; readonly name: string }[] {
    return this.#erp.double.jobs();
  }

  /** People make a job in the ERP itself. */
  async makeByHand(job: { readonly job_id: string; readonly name: string }): Promise<void> {
    await this.#erp.happen({ what: 'made_by_hand', at: this.#now(), ...job });
  }

  /** Ends all access, as its age would. */
  async endAccess(): Promise<void> {
    await this.#erp.happen({ what: 'access_ended', at: this.#now() });
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #now(): string {
    return this.#clock().toISOString();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { behaviour } = this;
    const body = String(await readBody(request));
    if (behaviour === 'full') {
      response.writeHead(503, { 'retry-after': RETRY_AFTER }).end();
      return;
    }
    if (behaviour === 'slow') await wait(SLOW_MS);
    const call: Call = {
      what: 'call',
      at: this.#now(),
      method: request.method ?? 'GET',
      url: `${this.url}${request.url}`,
      headers: headersOf(request),
      body,
      mood: isMood(behaviour) ? behaviour : null,
    };
    const answer = await this.#erp.happen(call);
    if (answer === null || (behaviour === 'silent' && this.#erp.double.isWrite(call))) return;
    await send(answer, response);
  }
}
