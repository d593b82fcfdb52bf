import * as z from 'zod';
import { Fault } from '#erp/quickbooks-online/double-faults.ts';

const text = (max: number) => z.string().max(max, { error: () => `2050 ${max}` });
const name = (max: number) => text(max).regex(/^[^:\t\n]+$/, '2040');

export const address = z.strictObject({
  Id: z.string().optional(),
  Line1: text(500).optional(),
  Line2: text(500).optional(),
  Line3: text(500).optional(),
  Line4: text(500).optional(),
  Line5: text(500).optional(),
  City: text(255).optional(),
  Country: text(255).optional(),
  CountrySubDivisionCode: text(255).optional(),
  PostalCode: text(30).optional(),
  Lat: z.string().optional(),
  Long: z.string().optional(),
});

const writable = {
  DisplayName: name(500),
  PrintOnCheckName: name(110).optional(),
  CompanyName: text(100).optional(),
  Notes: text(2000).optional(),
  Active: z.boolean().optional(),
  Job: z.boolean().optional(),
  BillWithParent: z.boolean().optional(),
  ParentRef: z.strictObject({ value: z.string(), name: z.string().optional() }).optional(),
  BillAddr: address.optional(),
  ShipAddr: address.optional(),
};

export const create = z.strictObject(writable);
export const sparseUpdate = z.strictObject({
  ...writable,
  DisplayName: writable.DisplayName.optional(),
  Id: z.string(),
  SyncToken: z.string(),
  sparse: z.literal(true),
});

const FAULTS: Readonly<Record<string, string>> = {
  2010: 'Request has invalid or unsupported property',
  2020: 'Required param missing, need to supply the required value for the API',
  2040: 'Invalid String',
  2050: 'String length is either shorter or longer than supported by specification',
};

/** What QuickBooks says about the first thing that is wrong with a request. */
const faultOf = ({ issues: [issue] }: z.ZodError): Fault => {
  const element = String(issue?.path.at(-1) ?? '');
  if (issue?.code === 'unrecognized_keys') {
    const detail = `Property Name:${issue.keys.join()} specified is unsupported or invalid`;
    return new Fault('2010', FAULTS['2010'] ?? '', detail, '');
  }
  const code = /^20[45]0/.exec(issue?.message ?? '')?.[0] ?? '2020';
  return new Fault(code, FAULTS[code] ?? '', `${FAULTS[code]}: ${element}`, element);
};

export const parse = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw faultOf(parsed.error);
};
