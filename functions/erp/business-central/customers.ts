import { MOST_OPTIONS } from '#domain/erp.ts';
import type { Option } from '#domain/capability.ts';
import type { Api } from '#erp/business-central/api.ts';
import { LONGEST_NUMBER, numberOf } from '#erp/business-central/mapping.ts';
import { literal } from '#erp/business-central/odata.ts';
import { customer } from '#erp/business-central/replies.ts';

/** One that is blocked for everything cannot be billed. */
const BLOCKED = 'All';

/** The filters of a search: one each, because Business Central has no `or` over two fields. */
const filtersFor = (typed: string): string[] => {
  if (typed === '') return [''];
  const byName = `contains(tolower(displayName),${literal(typed.toLowerCase())})`;
  const number = numberOf(typed);
  // Business Central answers a longer one with an error instead of an empty list.
  return number.length > LONGEST_NUMBER ? [byName] : [byName, `startswith(number,${literal(number)})`];
};

/** The customers whose name holds what was typed, or whose number begins with it. Also found by their label. */
export const customersLike = async (api: Api, typed: string): Promise<Option[]> => {
  const found = new Map<string, Option>();
  const name = typed.trim().replace(/ \([^()]*\)$/, '');
  for (const filter of filtersFor(name)) {
    const customers = await api.list('customers', customer, {
      // Functions within functions need it: dev-itpro/webservices/use-filter-expressions-in-odata-uris.md
      $schemaversion: '2.1',
      $select: 'number,displayName,blocked',
      $top: String(MOST_OPTIONS),
      ...(filter !== '' && { $filter: filter }),
    });
    for (const { number, displayName, blocked } of customers) {
      if (blocked !== BLOCKED) found.set(number, { value: number, label: `${displayName} (${number})` });
    }
  }
  return [...found.values()].slice(0, MOST_OPTIONS);
};
