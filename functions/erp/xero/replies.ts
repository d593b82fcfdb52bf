import * as z from 'zod/mini';

/** As far as the connector reads it; xero-projects.yaml, `Project`. */
export const project = z.object({
  projectId: z.guid(),
  name: z.string(),
  contactId: z.nullish(z.guid()),
  deadlineUtc: z.nullish(z.string()),
  estimate: z.nullish(z.object({ value: z.nullish(z.number()) })),
});
export type XeroProject = z.infer<typeof project>;

export const projectPage = z.object({
  pagination: z.object({ pageCount: z.int().check(z.nonnegative()) }),
  items: z.array(project),
});

/** xero_accounting.yaml, `TrackingOption`. */
const option = z.object({ TrackingOptionID: z.guid(), Name: z.string(), Status: z.nullish(z.string()) });
export type XeroOption = z.infer<typeof option>;

export const optionsAnswer = z.object({ Options: z.array(option) });

export const trackingCategories = z.object({
  TrackingCategories: z.array(
    z.object({
      TrackingCategoryID: z.guid(),
      Name: z.string(),
      Status: z.nullish(z.string()),
      Options: z.nullish(z.array(option)),
    }),
  ),
});

export const contacts = z.object({ Contacts: z.array(z.object({ ContactID: z.guid(), Name: z.string() })) });

/** A refusal of the Projects API: what is wrong, by field. */
export const projectsError = z.object({
  message: z.nullish(z.string()),
  modelState: z.record(z.string(), z.union([z.array(z.string()), z.string()])),
});

/** A refusal of the Accounting API. */
export const accountingError = z.object({
  Elements: z.array(z.object({ ValidationErrors: z.array(z.object({ Message: z.string() })) })),
});
