import * as z from 'zod/mini';

/** A field's value; a field without one comes as `{}`. */
const field = <T>(value: z.ZodMiniType<T>) => z.optional(z.object({ value: z.nullish(value) }));

const key = z.object({ value: z.string().check(z.minLength(1)) });

/** A project as `PUT` and `GET` give it. Linked entities are there only when `$expand` names them. */
export const project = z.looseObject({
  id: z.string().check(z.minLength(1)),
  ProjectID: key,
  Description: field(z.string()),
  ExternalRefNbr: field(z.string()),
  Hold: field(z.boolean()),
});
export type Project = z.infer<typeof project>;

export const projects = z.array(project);

export const customers = z.array(z.object({ CustomerID: key, CustomerName: field(z.string()) }));
export const templates = z.array(z.object({ ProjectTemplateID: key, Description: field(z.string()) }));

/** What a site says of itself at `GET /entity`. */
export const landingPage = z.object({
  endpoints: z.array(z.object({ name: z.string(), version: z.string() })),
});

/** What breaks inside Acumatica, as ASP.NET reports it. `stackTrace` is left out: nobody is to read it. */
export const exception = z.object({ exceptionMessage: z.optional(z.string()), message: z.optional(z.string()) });
