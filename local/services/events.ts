import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseJson, type Json } from '#local/json.ts';
import { LineFile } from '#local/line-file.ts';
import { ServiceError, type Operations } from '#local/services/json-service.ts';
import { ACCOUNT, REGION } from '#local/template/names.ts';

const text = z.string().min(1);

/** An entry as PutEvents takes it, in the one form that is used. `Time` is in seconds since 1970. */
const entry = z.object({ EventBusName: text, Source: text, DetailType: text, Time: z.number(), Detail: text });

const putEvents = z.object({ Entries: z.array(z.json()).min(1).max(10) });

/** An event as EventBridge hands it to the target of a rule. */
const keptEvent = z.object({
  version: z.literal('0'),
  id: z.uuid(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.json()),
});
export type KeptEvent = z.output<typeof keptEvent>;

const detailOf = (json: string) => z.record(z.string(), z.json()).safeParse(parseJson(json)).data;

type Answer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

const refused = (ErrorCode: string, ErrorMessage: string): Answer => ({ ErrorCode, ErrorMessage });

/** EventBridge's buses, which keep all that is published: nobody subscribes here. */
export class EventBuses {
  readonly #buses: readonly string[];
  readonly #kept: LineFile<KeptEvent>;

  constructor(buses: readonly string[], file: string) {
    this.#buses = buses;
    this.#kept = new LineFile(file, keptEvent);
  }

  /** Newest first. */
  all(): KeptEvent[] {
    return this.#kept.all();
  }

  get operations(): Operations {
    return {
      PutEvents: (input) => {
        const { success, data } = putEvents.safeParse(input);
        if (!success) throw new ServiceError('ValidationException', 'There must be one to ten entries.');
        const answers = data.Entries.map((each) => this.#put(each));
        return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
      },
    };
  }

  #put(given: Json): Answer {
    const { success, data } = entry.safeParse(given);
    if (!success) return refused('InvalidArgument', 'The entry is not as it must be.');
    const detail = detailOf(data.Detail);
    if (detail === undefined) return refused('MalformedDetail', 'Detail is malformed.');
    // EventBridge itself takes entries for a bus that is not there, and forgets them.
    if (!this.#buses.includes(data.EventBusName)) return refused('InvalidArgument', 'There is no such bus here.');
    const id = randomUUID();
    this.#kept.add({
      version: '0',
      id,
      'detail-type': data.DetailType,
      source: data.Source,
      account: ACCOUNT,
      time: new Date(Math.floor(data.Time) * 1000).toISOString().replace('.000Z', 'Z'),
      region: REGION,
      resources: [],
      detail,
    });
    return { EventId: id };
  }
}
