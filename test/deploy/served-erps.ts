import { doubleOf } from '#erp/double.ts';
import { allConnectors } from '#erp/registry.ts';
import { noJournal } from '#local/erp/journal.ts';
import { ServedErp } from '#local/erp/served-erp.ts';
import { approversOf } from '#local/people.ts';

/** Every registered ERP that the service calls. */
export const calledErps = (await allConnectors())
  .filter(({ delivery }) => delivery === 'call')
  .map(({ id }, index) => ({ id, officeId: index + 1 }));

export type CalledErp = (typeof calledErps)[number];

/** The doubles of all ERPs that are called, each on a port of its own. */
export class ServedErps {
  readonly #served: ReadonlyMap<string, ServedErp>;

  private constructor(served: ReadonlyMap<string, ServedErp>) {
    this.#served = served;
  }

  static async open(): Promise<ServedErps> {
    const served = calledErps.map(
      async ({ id }) => [id, await ServedErp.open(await doubleOf(id), noJournal, () => new Date())] as const,
    );
    return new ServedErps(new Map(await Promise.all(served)));
  }

  of(id: string): ServedErp {
    return this.#served.get(id)!;
  }

  /** One integration of company 1 per ERP, by its id. Each serves the projects of an office of its own. */
  get integrations() {
    return calledErps.map(({ id, officeId }) => ({
      company_id: 1,
      id,
      name: id,
      erp: id,
      is_default: false,
      serves: [{ field: 'office', values: [officeId] }],
      settings: this.of(id).settings,
      approvers: approversOf(1),
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#served.values()].map((each) => each.close()));
  }
}
