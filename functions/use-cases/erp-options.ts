import { InvalidFields, type AcceptedFields, type FieldFault } from '#domain/accept-fields.ts';
import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS, type Erp, type LookUpOptions } from '#domain/erp.ts';
import type { Integration } from '#domain/integration.ts';
import type { Warn } from '#domain/ports.ts';

export interface OptionDeps {
  readonly lookUpOptions: LookUpOptions;
  readonly warn: Warn;
}

/** What an ERP takes for a field, as far as it could be asked. */
export type Options =
  /** `all`: there are no others. `some`: the best for what was typed. */
  | { readonly state: 'all' | 'some'; readonly options: readonly Option[] }
  /** The ERP could not be asked now; the export will tell. */
  | { readonly state: 'unknown' };

/** Both questions at once: people wait. Which of them counts is known only when the ERP's list is. */
export const optionsFor = async (
  deps: OptionDeps,
  integration: Integration,
  key: string,
  typed: string,
): Promise<Options> => {
  try {
    const [first, matching] = await Promise.all([
      deps.lookUpOptions(integration, key, ''),
      typed === '' ? null : deps.lookUpOptions(integration, key, typed),
    ]);
    return first.length < MOST_OPTIONS
      ? { state: 'all', options: first }
      : { state: 'some', options: matching ?? first };
  } catch (cause) {
    const { company_id, id } = integration;
    deps.warn('options_not_known', { company_id, integration_id: id, field: key }, cause);
    return { state: 'unknown' };
  }
};

/** A value typed whole is always among the options, so one that is not there is none of the ERP's. */
const isSurelyNone = (options: Options, value: string): boolean =>
  options.state !== 'unknown' && !options.options.some((option) => option.value === value);

/**
 * Lets pass what the ERP has, and what it cannot be asked about now.
 * @throws {InvalidFields} naming each field whose value the ERP surely does not have
 */
export const requireKnownOptions = async (
  deps: OptionDeps,
  { accept_fields }: Pick<Erp, 'accept_fields'>,
  integration: Integration,
  fields: AcceptedFields,
): Promise<void> => {
  const chosen = accept_fields.flatMap(({ key, options }) => {
    const value = fields[key];
    return options && value !== undefined ? [{ key, value }] : [];
  });
  const known = await Promise.all(chosen.map(({ key, value }) => optionsFor(deps, integration, key, value)));
  const faults = chosen
    .filter(({ value }, index) => isSurelyNone(known[index] ?? { state: 'unknown' }, value))
    .map(({ key }): [string, FieldFault] => [`fields.${key}`, { code: 'no_option' }]);
  if (faults.length > 0) throw new InvalidFields('The ERP does not have what was chosen.', new Map(faults));
};
