import * as z from 'zod/mini';
import { safeAddress } from '#erp/web-address.ts';

const filledIn = z.string().check(z.minLength(1));

/** What people choose on accept, beside the job id. */
export const CHOICES = ['customer', 'location'] as const;

/** Fields of PROJECT that this connector or Sage fills with something else than a mark. */
const NO_MARK_FIELD =
  /^(?:RECORDNO|PROJECTID|NAME|PROJECTCATEGORY|CUSTOMERID|BEGINDATE|ENDDATE|LOCATIONID|STATUS|PARENTID)$/;

export const settings = z.strictObject({
  /** Of the gateway, for the sign-in; each session then names its own. */
  endpoint: z._default(safeAddress, 'https://api.intacct.com/ia/xml/xmlgw.phtml'),
  /** The company's id at Sage. A sandbox is a company of its own. */
  company_id: filledIn,
  /** Id of the entity to work in, where the company has several and projects do not belong to all of them. */
  entity: z.optional(filledIn),
  /** Id of the location of every new project; otherwise the approver may choose one. */
  location: z.optional(filledIn),
  project_category: z._default(filledIn, 'Contract'),
  /** True where the company's document sequencing numbers projects: nobody types a job id then. */
  numbered_by_erp: z._default(z.boolean(), false),
  /** What approvers may not leave open. */
  required_fields: z._default(z.array(z.enum(CHOICES)), []),
  /** Where a project's mark stands: its reference number, or a text field that the company has added, by its integration name. */
  mark_field: z._default(
    z.string().check(
      z.regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must be the integration name of a field, such as SEND_TO_ERP_ID'),
      z.refine((name) => !NO_MARK_FIELD.test(name), 'must be a field that nothing else is written to'),
    ),
    'DOCNUMBER',
  ),
});
export type IntacctSettings = z.infer<typeof settings>;

export const credentials = z.strictObject({
  /** Of the Web Services licence. */
  sender_id: filledIn,
  sender_password: filledIn,
  /** Of the Web Services user in the company. */
  user_id: filledIn,
  user_password: filledIn,
});
export type IntacctCredentials = z.infer<typeof credentials>;
