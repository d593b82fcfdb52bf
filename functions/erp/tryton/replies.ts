import * as z from 'zod/mini';

const id = z.int().check(z.positive());

/** Every answer: HTTP 200 alone does not mean success. */
export const replyWith = <T>(result: z.ZodMiniType<T>) =>
  z.union([z.object({ error: z.tuple([z.string()], z.unknown()) }), z.object({ result })]);

/** User id and session key. */
export const loginResult = z.tuple([z.int(), z.string()]);

export const preferences = z.object({ company: z.nullish(id) });

const record = z.object({ id, name: z.string() });
export const accounts = z.array(
  z.extend(record, { code: z.nullable(z.string()), note: z.nullish(z.string()), type: z.string() }),
);
export const projects = z.array(record);

export const createdIds = z.tuple([id]);
export const written = z.null();

/** Rest of a `UserError`: message, description, and where a field's domain was hurt, that domain and the fields it names. */
export const userError = z.tuple([z.tuple([z.string(), z.string(), z.unknown()])]);
export const hurtDomain = z.tuple([z.unknown(), z.record(z.string(), z.unknown())]);

/** Rest of a `UserWarning`: a question that only a person in Tryton's own client could answer. */
export const userWarning = z.tuple([z.tuple([z.string(), z.string()], z.unknown())]);
