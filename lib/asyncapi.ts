import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { DETAIL_TYPES, EVENT_SOURCE } from '#domain/event-detail.ts';
import { detailShapes } from '#domain/published-event.ts';
import { transitions, type EventName } from '#domain/transitions.ts';

/** Where the document stands, from the project's root. */
export const ASYNCAPI = 'docs/asyncapi.json';

const SUMMARIES: Readonly<Record<EventName, string>> = {
  send: 'A project admin has sent a project that has no job; its approvers are being asked',
  resend: 'A project admin has sent a project again that has a job; its approvers are being asked',
  retrieve: 'The sender has taken the request back before anybody decided',
  accept_in_part: 'An approver has accepted, and the policy asks for more of them',
  accept: 'An approver has accepted, and nobody else is needed; the export begins',
  reject: 'An approver has sent the request back',
  expire: 'Nobody has decided within the approval window',
  reissue_links: 'An operator had all links of the request killed and new ones mailed',
  begin_export: 'An attempt to write the job into the ERP begins',
  postpone_export: 'The attempt wrote nothing, because the ERP was out of reach; it is repeated',
  lose_answer: 'The ERP fell silent: the attempt may have written the job, and the service finds out',
  open_case: 'Nobody has known for a quarter of an hour whether the ERP has the job; the service goes on asking',
  confirm_export: 'The ERP has the job',
  fail_export: 'The ERP surely has no job from this request; an approver decides what happens next',
  retry: 'An approver has the failed export tried again, with corrected fields',
  link: 'An administrator has tied the project to a job that the ERP had already',
  unlink: 'An administrator has untied the project from its job, which stays in the ERP',
  reset: 'An administrator has untied the project from its job; the next export makes another one',
};

type Json = z.core.util.JSONType;
type JsonObject = Record<string, Json>;

const jsonObject = z.record(z.string(), z.json());

/** JSON Schema draft 7 is what AsyncAPI's own schemas are made of. As input, so that members that are added later are no fault. */
const schemaOf = (schema: z.core.$ZodType): JsonObject => {
  const { $schema: _, ...rest } = jsonObject.parse(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }));
  return rest;
};

const shapeNameOf = (event: EventName): string => {
  const found = Object.entries(detailShapes).find(([, { shape }]) => shape.event.safeParse(event).success);
  if (found === undefined) throw new Error(`No shape is published for ${event}.`);
  return found[0];
};

const typed = (value: string): JsonObject => ({ type: 'string', const: value });

/** What a rule's target gets: EventBridge adds more to the envelope. */
const payloadOf = (event: EventName): JsonObject => ({
  type: 'object',
  required: ['source', 'detail-type', 'time', 'detail'],
  properties: {
    source: typed(EVENT_SOURCE),
    'detail-type': typed(DETAIL_TYPES[event]),
    time: { type: 'string', format: 'date-time', description: '`detail.at`, to the second' },
    detail: {
      allOf: [
        { $ref: `#/components/schemas/${shapeNameOf(event)}` },
        { type: 'object', properties: { event: typed(event) } },
      ],
    },
  },
});

const eventNames = Object.keys(transitions).filter((name): name is EventName => Object.hasOwn(transitions, name));

const byEvent = (make: (event: EventName) => Json): JsonObject =>
  Object.fromEntries(eventNames.map((event) => [event, make(event)]));

const refTo = (path: string): JsonObject => ({ $ref: `#/${path}` });

/** The contract of the published events as AsyncAPI 3.0, made from the schema by which they are typed. */
export const asyncApiDocument = (): JsonObject => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Send to ERP: events',
    version: '1.0.0',
    description:
      'Every transition of a request, on an Amazon EventBridge bus: at least once, in no certain order. `detail.id` tells repeats, `detail.sequence` the order. docs/events.md says what it all means.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  defaultContentType: 'application/json',
  channels: {
    transitions: {
      address: null,
      title: 'The bus of a stage',
      description:
        '`send-to-erp-<stage>`, or the bus that the stage names; the output `EventBusName` of the stack says which.',
      messages: byEvent((event) => refTo(`components/messages/${event}`)),
    },
  },
  operations: {
    publishTransition: {
      action: 'send',
      channel: refTo('channels/transitions'),
      summary: 'Tells programs what has happened to a request.',
      messages: eventNames.map((event) => refTo(`channels/transitions/messages/${event}`)),
    },
  },
  components: {
    messages: byEvent((event) => ({
      name: DETAIL_TYPES[event],
      title: DETAIL_TYPES[event],
      summary: SUMMARIES[event],
      contentType: 'application/json',
      payload: payloadOf(event),
    })),
    schemas: Object.fromEntries(Object.entries(detailShapes).map(([name, shape]) => [name, schemaOf(shape)])),
  },
});

/** The document as it is published, laid out as all files of the project are. */
export const asyncApiText = async (): Promise<string> =>
  format(JSON.stringify(asyncApiDocument()), { ...(await resolveConfig(ASYNCAPI)), parser: 'json' });
