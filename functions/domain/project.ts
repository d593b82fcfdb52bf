import * as z from 'zod/mini';

/** Most cost codes one project may have; Xero, the smallest ERP limit Procore documents, takes 4,000 items. */
export const MAX_COST_CODES = 4000;

const MAX_DEPARTMENTS = 1_000;

// Procore publishes no lengths; these only stop abuse. What an ERP really takes is the connector's `limits`.
const line = z.string().check(z.maxLength(1_000));
const positive = z.int().check(z.positive());
const wholeNumber = z.int().check(z.nonnegative());
const object = z.record(z.string(), z.json());

/** Money as Procore sends it: a number on write, a decimal string on read. Kept as a number of at most 15 significant digits. */
const money = z
  .union(
    [z.number(), z.pipe(z.string().check(z.regex(/^-?\d{1,13}(\.\d+)?$/)), z.transform(Number))],
    'must be a number, or a decimal number as text, such as 1250000.50',
  )
  .check(z.refine((value) => Math.abs(value) < 1e13, 'must be below 10,000,000,000,000'));

// The kinds of optional fields, each made once: this module is loaded at every start.
const text = z.optional(line);
const longText = z.optional(z.string().check(z.maxLength(20_000)));
const url = z.optional(z.string().check(z.maxLength(4_000)));
const id = z.optional(wholeNumber);
const flag = z.optional(z.boolean());
const day = z.optional(z.iso.date());
const instant = z.optional(z.iso.datetime({ offset: true }));
const amount = z.optional(money);
const nested = z.optional(object);

/**
 * A Procore project, in Procore's own field names (REST v1.0 Projects: create, read and update shapes).
 * Read-only fields are listed too, so that a UI can post the object it holds.
 *
 * It is stored so: only known fields, no nulls (Procore sends null for "not set").
 */
export const project = z.object({
  id: positive,
  name: line.check(z.trim(), z.minLength(1)),
  display_name: text,
  project_number: text,
  accounting_project_number: text,
  code: text,
  store_number: text,
  designated_market_area: text,
  origin_id: text,
  origin_code: text,
  origin_data: text,
  customer: text,
  address: text,
  city: text,
  county: text,
  state_code: z.optional(
    z.string().check(z.regex(/^[A-Za-z0-9]{1,3}$/, 'must be an ISO 3166-2 subdivision code, such as CA')),
  ),
  country_code: z.optional(
    z.string().check(z.regex(/^[A-Za-z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, such as US')),
  ),
  zip: text,
  phone: text,
  fax: text,
  latitude: z.optional(z.number().check(z.minimum(-90), z.maximum(90))),
  longitude: z.optional(z.number().check(z.minimum(-180), z.maximum(180))),
  time_zone: text,
  tz_name: text,
  locale: text,
  start_date: day,
  completion_date: day,
  estimated_start_date: day,
  estimated_completion_date: day,
  actual_start_date: day,
  projected_finish_date: day,
  override_start_date: day,
  override_end_date: day,
  override_start_date_check: flag,
  override_end_date_check: flag,
  warranty_start_date: day,
  warranty_end_date: day,
  total_value: amount,
  estimated_value: amount,
  estimated_budget: amount,
  currency_configuration: nested,
  square_feet: id,
  active: flag,
  flag: z.optional(z.enum(['Red', 'Yellow', 'Green'])),
  priority: z.optional(z.enum(['low', 'medium', 'high'])),
  description: longText,
  public_notes: longText,
  sector: text,
  work_scope: text,
  delivery_method: text,
  dictionary_type: text,
  project_stage_id: id,
  project_type_id: id,
  project_sector_id: id,
  program_id: id,
  project_region_id: id,
  project_owner_type_id: id,
  project_bid_type_id: id,
  office_id: id,
  parent_job_id: id,
  image_id: id,
  logo_id: id,
  photo_id: id,
  owners_project_id: id,
  project_template_id: id,
  from_project_template_id: id,
  standard_cost_code_list_id: id,
  department_ids: z.optional(z.array(wholeNumber).check(z.maxLength(MAX_DEPARTMENTS))),
  erp_integrated: flag,
  is_erp_integrated: flag,
  enable_copy_of_standard_cost_codes: flag,
  template: flag,
  is_demo: flag,
  logo_url: url,
  photo_url: url,
  inbound_email: text,
  inbound_email_address: text,
  created_at: instant,
  updated_at: instant,
  created_by: nested,
  company: nested,
  office: nested,
  departments: z.optional(z.array(object).check(z.maxLength(MAX_DEPARTMENTS))),
  project_stage: nested,
  project_type: nested,
  program: nested,
  project_region: nested,
  project_owner_type: nested,
  project_bid_type: nested,
  parent_job: nested,
  persistent_message: nested,
  custom_fields: nested,
});
export type Project = z.infer<typeof project>;

/** A kind of cost that a cost code collects, such as labour or materials. */
export const costType = z.object({ code: line.check(z.minLength(1)), name: line });

/** A cost code with its cost types (Procore: line item types). */
export const costCode = z.object({
  id: positive,
  full_code: line.check(z.trim(), z.minLength(1)),
  name: line,
  line_item_types: z.array(costType).check(z.maxLength(100)),
});
export type CostCode = z.infer<typeof costCode>;

/** What is sent: the project and its cost codes, as they were at that moment. */
export const snapshot = z.object({
  project,
  cost_codes: z.array(costCode).check(z.maxLength(MAX_COST_CODES, `must hold at most ${MAX_COST_CODES} cost codes`)),
});
export type Snapshot = z.infer<typeof snapshot>;
