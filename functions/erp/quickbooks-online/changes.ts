import { externalIdIn, isPrinted, type JobDocument } from '#erp/quickbooks-online/mapping.ts';
import type { Customer } from '#erp/quickbooks-online/replies.ts';

type Values = Readonly<Record<string, unknown>>;

/** QuickBooks fills it in with the job's own name. Anything else that is not ours is the payee that people chose, and stays. */
const printedName = ({ PrintOnCheckName, DisplayName }: Customer, wanted: JobDocument): Values => {
  const isOpen = PrintOnCheckName == null || PrintOnCheckName === DisplayName || isPrinted(PrintOnCheckName);
  return isOpen && PrintOnCheckName !== wanted.PrintOnCheckName ? { PrintOnCheckName: wanted.PrintOnCheckName } : {};
};

/** What people noted stays, above the mark. */
const notes = (current: Customer, wanted: JobDocument): Values =>
  externalIdIn({ ...current, PrintOnCheckName: null }) === null
    ? { Notes: [current.Notes ?? '', wanted.Notes].filter((line) => line !== '').join('\n') }
    : {};

/** `ParentRef` is only taken together with `Job`. */
const parent = ({ ParentRef }: Customer, wanted: JobDocument): Values =>
  wanted.ParentRef === undefined || wanted.ParentRef.value === ParentRef?.value
    ? {}
    : { Job: true, ParentRef: wanted.ParentRef };

/** The whole address, as that is what QuickBooks replaces: the lines that people added too, without the old place on the map. */
const address = ({ ShipAddr }: Customer, wanted: JobDocument): Values => {
  const { Lat: _, Long: __, ...current } = ShipAddr ?? {};
  const differs = Object.entries(wanted.ShipAddr ?? {}).some(([name, value]) => current[name] !== value);
  return differs ? { ShipAddr: { ...current, ...wanted.ShipAddr } } : {};
};

/**
 * What of a job differs from what it should be; empty when nothing does. Whom to bill is left to people once the job is made,
 * and so is everything that the mapping does not know.
 */
export const changesOf = (current: Customer, wanted: JobDocument): Values => ({
  ...(current.DisplayName !== wanted.DisplayName && { DisplayName: wanted.DisplayName }),
  ...printedName(current, wanted),
  ...notes(current, wanted),
  ...parent(current, wanted),
  ...address(current, wanted),
});
