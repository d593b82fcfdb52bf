import { ErpError, type Job } from '#erp/connector.ts';
import type { QuickBooksApi } from '#erp/quickbooks-online/api.ts';
import { externalIdIn, isNumbered, markOf } from '#erp/quickbooks-online/mapping.ts';
import { activeWith, named, namedFrom, printedAs } from '#erp/quickbooks-online/query.ts';
import type { Customer } from '#erp/quickbooks-online/replies.ts';

/** Intuit, Customer: four levels below the top one. A job at the last level can have none below it. */
const LAST_LEVEL = 4;

/** Intuit's schema, NameBase: FullyQualifiedName, which holds the parents' names too. */
const LONGEST_FULL_NAME = 209;

/** The customers and jobs of one company. */
export interface Jobs {
  /** The job of a project; of several, which people could only make by hand, the oldest. */
  ofProject(job: Job): Promise<Customer | undefined>;
  /** The job with that number, if it is clear which one is meant. */
  withNumber(number: string): Promise<Customer | undefined>;
  /** The customer or job of exactly that name. */
  named(name: string): Promise<Customer | undefined>;
  /** Customers that can have jobs, by their id or a part of their name: whole customers before their parts. */
  customers(part: string): Promise<Customer[]>;
  /** @throws {ErpError} `refused` with `fields.customer` when a job of that name cannot stand below the customer. */
  requireRoom(customerId: string, name: string): Promise<void>;
}

const refusedCustomer = (message: string): ErpError => new ErpError('refused', message, { field: 'fields.customer' });

const canHaveJobs = (customer: Customer): boolean =>
  customer.Active && !customer.IsProject && customer.Level < LAST_LEVEL && externalIdIn(customer) === null;

const byAge = (one: Customer, other: Customer): number => Number(one.Id) - Number(other.Id);

/** @throws {ErpError} as all methods. */
export const jobsOf = ({ query, read }: Pick<QuickBooksApi, 'query' | 'read'>): Jobs => ({
  ofProject: async (job) => {
    const found = await query(printedAs(markOf(job)));
    return found.filter((one) => one.Job && externalIdIn(one) === job.external_id).sort(byAge)[0];
  },
  withNumber: async (number) => {
    const found = (await query(namedFrom(number))).filter((one) => one.Job && isNumbered(one, number));
    const exact = found.find((one) => externalIdIn(one) !== null || one.DisplayName === number);
    // Several that people named alike: the number says of none that it is the one.
    return exact ?? (found.length === 1 ? found[0] : undefined);
  },
  named: async (name) => (await query(named(name)))[0],
  customers: async (part) => {
    const withId = /^\d{1,20}$/.test(part) ? await read(part) : null;
    const found = (await query(activeWith(part))).filter(({ Id }) => Id !== withId?.Id);
    const best = withId === null ? [] : [withId];
    return [...best, ...found.sort((one, other) => one.Level - other.Level)].filter(canHaveJobs);
  },
  requireRoom: async (customerId, name) => {
    const customer = await read(customerId);
    if (customer === null) throw refusedCustomer('QuickBooks has no such customer any more.');
    if (!customer.Active) throw refusedCustomer(`The customer "${customer.DisplayName}" is inactive in QuickBooks.`);
    if (customer.Level >= LAST_LEVEL) throw refusedCustomer('QuickBooks takes no further level below this customer.');
    const length = (customer.FullyQualifiedName ?? customer.DisplayName).length + 1 + name.length;
    if (length <= LONGEST_FULL_NAME) return;
    throw refusedCustomer(
      `The names of customer and job are ${length} characters together; QuickBooks takes ${LONGEST_FULL_NAME}.`,
    );
  },
});
