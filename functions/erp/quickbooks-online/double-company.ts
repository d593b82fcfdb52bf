import type * as z from 'zod';
import { Fault } from '#erp/quickbooks-online/double-faults.ts';
import { parse, create, sparseUpdate, type address } from '#erp/quickbooks-online/double-schema.ts';

export type Row = Readonly<Record<string, unknown>>;

type Stored = z.infer<typeof create> & {
  Id: string;
  SyncToken: number;
  Active: boolean;
  made: string;
  changed: string;
};

/** The customers of one company, and the other names that theirs must differ from. */
export class CompanyFile {
  private readonly clock: () => Date;
  private readonly rows = new Map<string, Stored>();
  /** Vendors and employees. */
  private readonly otherNames = ['Acme Concrete', 'Ann Lee'];
  private lastId = 0;

  constructor(clock: () => Date) {
    this.clock = clock;
    this.put({ DisplayName: 'City of Springfield' });
    this.put({ DisplayName: "O'Hara Developments" });
  }

  /** Makes a customer, or changes the given properties of one. */
  put(body: unknown): Row {
    const isUpdate = typeof body === 'object' && body !== null && 'Id' in body;
    const stored = isUpdate ? this.changed(parse(sparseUpdate, body)) : this.made(parse(create, body));
    this.requireParent(stored);
    this.requireOwnName(stored);
    this.rows.set(stored.Id, stored);
    this.lastId = Math.max(this.lastId, Number(stored.Id));
    return this.shown(stored);
  }

  read(id: string): Row {
    return this.shown(this.row(id));
  }

  customers(): readonly Row[] {
    return [...this.rows.values()].map((row) => this.shown(row));
  }

  /** The first word of a job's name is its number, to people. */
  jobs(): { job_id: string; name: string }[] {
    const jobs = [...this.rows.values()].filter(({ Job }) => Job === true);
    return jobs.map(({ DisplayName }) => {
      const [job_id = ''] = DisplayName.split(' ');
      return { job_id, name: DisplayName.slice(job_id.length + 1) };
    });
  }

  private made(values: z.infer<typeof create>): Stored {
    const now = this.clock().toISOString();
    const Id = String(this.lastId + 1);
    return { ...this.placed(values, Id), Id, SyncToken: 0, Active: true, made: now, changed: now };
  }

  private changed({ sparse: _, SyncToken, ...values }: z.infer<typeof sparseUpdate>): Stored {
    const row = this.row(values.Id);
    if (SyncToken !== String(row.SyncToken)) {
      const detail = `Stale Object Error : You and another user were working on this at the same time. another user finished before you did, so your work was not saved.`;
      throw new Fault('5010', 'Stale Object Error', detail, '');
    }
    const changed = this.clock().toISOString();
    const { DisplayName = row.DisplayName, Active = row.Active, ...others } = this.placed(values, row.Id);
    return { ...row, ...others, DisplayName, Active, SyncToken: row.SyncToken + 1, changed };
  }

  /** Addresses are records of their own. */
  private placed<T extends { ShipAddr?: z.infer<typeof address> | undefined }>(values: T, id: string): T {
    return values.ShipAddr === undefined ? values : { ...values, ShipAddr: { Id: `${id}0`, ...values.ShipAddr } };
  }

  private row(id: string): Stored {
    const row = this.rows.get(id);
    if (row !== undefined) return row;
    const detail = `Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.`;
    throw new Fault('610', 'Object Not Found', detail, '');
  }

  private requireParent({ Job = false, ParentRef, BillWithParent }: Stored): void {
    if (Job !== (ParentRef !== undefined) || (BillWithParent === true && !Job)) {
      const detail = 'ParentRef is either required or not if Job is true or false.';
      throw new Fault('6150', 'ParentRef Required Error', detail, 'Job');
    }
    if (ParentRef === undefined) return;
    const parent = this.rows.get(ParentRef.value);
    if (parent?.Active !== true) {
      const detail = `Invalid Reference Id : Names element id ${ParentRef.value} not found`;
      throw new Fault('2500', 'Invalid Reference Id', detail, 'ParentRef');
    }
    if (this.levelOf(parent) >= 4) throw new Fault('6000', 'Business Validation Error', 'Too many levels.', '');
  }

  private requireOwnName({ Id, DisplayName }: Stored): void {
    const others = [...this.rows.values()].filter((row) => row.Id !== Id).map((row) => row.DisplayName);
    const isTaken = [...others, ...this.otherNames].some((other) => other.toLowerCase() === DisplayName.toLowerCase());
    if (!isTaken) return;
    const detail = `The name supplied already exists. : Another customer, vendor or employee is already using this name. Please use a different name.`;
    throw new Fault('6240', 'Duplicate Name Exists Error', detail, '');
  }

  private levelOf({ ParentRef }: Stored): number {
    return ParentRef === undefined ? 0 : 1 + this.levelOf(this.row(ParentRef.value));
  }

  private fullNameOf({ ParentRef, DisplayName }: Stored): string {
    return ParentRef === undefined ? DisplayName : `${this.fullNameOf(this.row(ParentRef.value))}:${DisplayName}`;
  }

  private shown(row: Stored): Row {
    const { made, changed, SyncToken, ...values } = row;
    const level = this.levelOf(row);
    return {
      Taxable: true,
      Job: false,
      BillWithParent: false,
      Balance: 0,
      BalanceWithJobs: 0,
      PreferredDeliveryMethod: 'None',
      IsProject: false,
      PrintOnCheckName: row.DisplayName,
      ...values,
      FullyQualifiedName: this.fullNameOf(row),
      ...(level > 0 && { Level: level }),
      SyncToken: String(SyncToken),
      MetaData: { CreateTime: made, LastUpdatedTime: changed },
      domain: 'QBO',
      sparse: false,
    };
  }
}
