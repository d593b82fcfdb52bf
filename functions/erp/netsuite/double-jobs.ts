import * as z from 'zod';
import { invalidValue, nonexistent, refusal } from '#erp/netsuite/double-answers.ts';

const reference = z.strictObject({ id: z.string() });
const externalId = z.string().regex(/^[\w-]+$/);

/** Of the record `job`, the properties that the connector may write, as the REST API Browser types them. */
const job = z.strictObject({
  entityId: z.string().min(1),
  companyName: z
    .string()
    .min(1)
    .regex(/^\P{Cc}+$/u),
  externalId: externalId.optional(),
  startDate: z.iso.date().optional(),
  projectedEndDate: z.iso.date().optional(),
  estimatedRevenue: z.number().optional(),
  autoName: z.boolean().optional(),
  subsidiary: reference.optional(),
  projectExpenseType: reference.optional(),
  entityStatus: reference.optional(),
  jobType: reference.optional(),
  parent: reference.optional(),
});
type Job = z.infer<typeof job>;

const SUBSIDIARIES: ReadonlySet<string> = new Set(['1', '2']);

/** JSON Schema of the record, as the account's metadata catalog gives it. */
export const jobMetadata = {
  type: 'object',
  properties: Object.fromEntries(Object.keys(job.shape).map((name) => [name, {}])),
};

const faultIn = (values: unknown): Response => {
  const { error } = job.safeParse(values);
  const [issue] = error?.issues ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const path = issue.keys[0] ?? '';
    return refusal(400, 'INVALID_CONTENT', `Error while accessing resource: Unknown field ${path}.`, {
      'o:errorPath': path,
    });
  }
  const path = issue?.path.join('.') ?? '';
  return refusal(400, 'INVALID_CONTENT', `Error while accessing a resource. Please enter value(s) for: ${path}.`, {
    'o:errorPath': path,
  });
};

/** The jobs of a OneWorld account. */
export const openJobTable = () => {
  const jobs = new Map<string, Job>();

  /** `eid:` and an external id, or an internal id. */
  const idOf = (key: string): string | undefined =>
    key.startsWith('eid:')
      ? [...jobs].find(([, { externalId: own }]) => own === key.slice('eid:'.length))?.[0]
      : [key].find((id) => jobs.has(id));

  const keep = (id: string, values: unknown): Response | null => {
    const given = job.safeParse(values);
    if (!given.success) return faultIn(values);
    const others = [...jobs].filter(([other]) => other !== id).map(([, other]) => other);
    const isTaken = (own: keyof Job): boolean =>
      given.data[own] !== undefined && others.some((other) => other[own] === given.data[own]);
    if (isTaken('entityId') || isTaken('externalId')) {
      return refusal(400, 'USER_ERROR', 'Error while accessing a resource. This entity already exists.');
    }
    const { subsidiary } = given.data;
    if (!SUBSIDIARIES.has(subsidiary?.id ?? '')) return invalidValue(subsidiary?.id ?? '', 'subsidiary');
    jobs.set(id, given.data);
    return null;
  };

  const done = (url: string, id: string): Response =>
    new Response(null, { status: 204, headers: { Location: new URL(`./${id}`, url).href } });

  return {
    all: (): Job[] => [...jobs.values()],
    idsWithNumber: (number: string): string[] =>
      [...jobs].filter(([, { entityId }]) => entityId === number).map(([id]) => id),
    ids: (): string[] => [...jobs.keys()],
    makeByHand: (values: Job): void => void jobs.set(String(501 + jobs.size), values),
    get: (key: string): Response => {
      const id = idOf(key);
      const values = id === undefined ? undefined : jobs.get(id);
      if (values === undefined) return nonexistent();
      return Response.json(
        { links: [], id, ...values },
        { headers: { 'Content-Type': 'application/vnd.oracle.resource+json; type=singular' } },
      );
    },
    /** Upsert: makes the job of an external id, or changes the one that has it. */
    put: (url: string, key: string, values: object): Response => {
      const own = key.slice('eid:'.length);
      if (!key.startsWith('eid:') || !externalId.safeParse(own).success) {
        return refusal(400, 'INVALID_REQUEST', 'Upsert requires an external id.', { 'o:urlPath': key });
      }
      const known = idOf(key);
      const id = known ?? String(501 + jobs.size);
      return keep(id, { ...(known && jobs.get(known)), ...values, externalId: own }) ?? done(url, id);
    },
    patch: (url: string, key: string, values: object): Response => {
      const id = idOf(key);
      if (id === undefined) return nonexistent();
      return keep(id, { ...jobs.get(id), ...values }) ?? done(url, id);
    },
  };
};
