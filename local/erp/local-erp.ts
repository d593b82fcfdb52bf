import { doubleOf } from '#erp/double.ts';
import { connectorOf } from '#erp/registry.ts';
import { journalIn } from '#local/erp/journal.ts';
import { ServedErp } from '#local/erp/served-erp.ts';
import type { ChosenErp } from '#local/settings.ts';

/** The ERP that company 1 is integrated with, and what its connector needs to know. */
export interface LocalErp {
  readonly id: string;
  /** The ERP's name as its users know it. */
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Goes into the secret of the integration; absent where the connector needs none. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Its double, where no real one is there. */
  readonly double: ServedErp | null;
}

interface Places {
  /** Names the file that the double of an ERP remembers by. */
  readonly journalOf: (id: string) => string;
  /** Where the double is at every start, as long as nothing else is: integrations that operators put go on finding it. */
  readonly port: number;
}

/** Starts the double of an ERP that is called and not there. */
export const openLocalErp = async (
  { id, real }: ChosenErp,
  { journalOf, port }: Places,
  clock: () => Date,
): Promise<LocalErp> => {
  const { name, delivery } = await connectorOf(id);
  if (real !== null) return { id, name, ...real, double: null };
  if (delivery === 'file') return { id, name, settings: {}, double: null };
  const double = await ServedErp.open(await doubleOf(id), journalIn(journalOf(id)), clock, port);
  return { id, name, settings: double.settings, credentials: double.credentials, double };
};
