import * as z from 'zod';

// What Xero keeps of one organisation, as far as the connector uses it, in the form of Xero's own OpenAPI files.

/** A refusal, as status and body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** The Projects API's refusal, by field. */
export const modelStateOf = (field: string, message: string): Refusal =>
  new Refusal(400, { message: 'The request is invalid.', modelState: { [field]: [message] } });

/** The Accounting API's refusal. */
export const validationException = (message: string): Refusal =>
  new Refusal(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: [{ ValidationErrors: [{ Message: message }] }],
  });

const projectFields = {
  name: z.string().min(1),
  deadlineUtc: z.iso.datetime().optional(),
  estimateAmount: z.number().min(0).optional(),
};
const projectCreate = z.strictObject({ contactId: z.guid(), ...projectFields });
const projectUpdate = z.strictObject(projectFields);
const trackingOption = z.strictObject({ Name: z.string().min(1).max(100) });

interface Project {
  readonly projectId: string;
  readonly contactId: string;
  values: z.infer<typeof projectUpdate>;
}
interface Option {
  readonly TrackingOptionID: string;
  Name: string;
}

export const CONTACTS = ['City of Springfield', 'Riverside Housing Trust', 'Springfield Schools'].map(
  (Name, index) => ({
    ContactID: `c0000000-0000-4000-8000-00000000000${index + 1}`,
    ContactStatus: 'ACTIVE',
    Name,
    EmailAddress: `accounts-${index + 1}@example.com`,
  }),
);
const [FIRST_CONTACT] = CONTACTS;

export const CATEGORY_ID = 'ca000000-0000-4000-8000-000000000001';

const NO_MONEY = { currency: 'USD', value: 0 };

/** `Project` of xero-projects.yaml. */
const shown = ({ projectId, contactId, values }: Project) => ({
  projectId,
  contactId,
  name: values.name,
  currencyCode: 'USD',
  minutesLogged: 0,
  totalTaskAmount: NO_MONEY,
  totalExpenseAmount: NO_MONEY,
  minutesToBeInvoiced: 0,
  taskAmountToBeInvoiced: NO_MONEY,
  taskAmountInvoiced: NO_MONEY,
  expenseAmountToBeInvoiced: NO_MONEY,
  expenseAmountInvoiced: NO_MONEY,
  projectAmountInvoiced: NO_MONEY,
  deposit: NO_MONEY,
  depositApplied: NO_MONEY,
  creditNoteAmount: NO_MONEY,
  totalInvoiced: NO_MONEY,
  totalToBeInvoiced: NO_MONEY,
  ...(values.deadlineUtc !== undefined && { deadlineUtc: values.deadlineUtc }),
  estimate: { currency: 'USD', value: values.estimateAmount ?? 0 },
  status: 'INPROGRESS',
});

const shownOption = (option: Option) => ({
  ...option,
  Status: 'ACTIVE',
  HasValidationErrors: false,
  IsDeleted: false,
  IsArchived: false,
  IsActive: true,
});

const parsed = <T>(schema: z.ZodType<T>, body: unknown, refusal: (field: string, message: string) => Refusal): T => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join() : String(issue?.path[0] ?? '');
  throw refusal(field, issue?.message ?? '');
};

/** The project's number and name, however people or the connector have written them. */
const jobIn = (text: string): { job_id: string; name: string } => {
  const name = text.replace(/ \[Procore [\d-]+\]$/, '');
  const [, job_id = '', rest = ''] = /^(.+?)(?: - | )(.*)$/s.exec(name) ?? [];
  return { job_id, name: rest };
};

const markIn = (name: string): string | undefined => / (\[Procore [\d-]+\])$/.exec(name)?.[1];

/** An organisation with three customers, and a tracking category "Job". */
export class Organisation {
  private lastId = 0;
  private projects: Project[] = [];
  private options: Option[] = [];

  private newId(): string {
    this.lastId += 1;
    return `f0000000-0000-4000-8000-${String(this.lastId).padStart(12, '0')}`;
  }

  listProjects(page: number, pageSize: number) {
    const items = this.projects.slice((page - 1) * pageSize, page * pageSize).map(shown);
    const itemCount = this.projects.length;
    return { pagination: { page, pageSize, pageCount: Math.ceil(itemCount / pageSize), itemCount }, items };
  }

  createProject(body: unknown) {
    const { contactId, ...values } = parsed(projectCreate, body, modelStateOf);
    const contact = CONTACTS.find(({ ContactID }) => ContactID === contactId.toLowerCase());
    if (contact === undefined) throw modelStateOf('contactId', 'The contact does not exist.');
    const project = { projectId: this.newId(), contactId: contact.ContactID, values };
    this.projects.push(project);
    return shown(project);
  }

  /** Replaces all values: Xero does not say that those which are left out stay. */
  updateProject(id: string, body: unknown): void {
    const project = this.projects.find(({ projectId }) => projectId === id);
    if (project === undefined) throw new Refusal(404, { message: 'The project does not exist.', modelState: {} });
    project.values = parsed(projectUpdate, body, modelStateOf);
  }

  categories() {
    const ids = { TrackingCategoryID: CATEGORY_ID, Status: 'ACTIVE' };
    const region = { Name: 'Region', Status: 'ACTIVE', TrackingCategoryID: 'ca000000-0000-4000-8000-000000000002' };
    return {
      TrackingCategories: [
        { ...region, Options: [] },
        { ...ids, Name: 'Job', Options: this.options.map(shownOption) },
      ],
    };
  }

  /** Makes an option, or renames the one with that id. */
  putOption(body: unknown, id?: string) {
    const { Name } = parsed(trackingOption, body, (field, message) => validationException(`${field}: ${message}`));
    const isTaken = this.options.some(
      (one) => one.TrackingOptionID !== id && one.Name.toLowerCase() === Name.toLowerCase(),
    );
    if (isTaken) throw validationException('For each specified tracking option the name must be unique');
    let option = this.options.find(({ TrackingOptionID }) => TrackingOptionID === id);
    if (option === undefined) {
      if (id !== undefined) throw new Refusal(404, { Title: 'The resource you are looking for cannot be found' });
      option = { TrackingOptionID: this.newId(), Name };
      this.options.push(option);
    }
    option.Name = Name;
    return { Options: [shownOption(option)] };
  }

  contacts({ searchTerm, IDs }: { searchTerm: string; IDs: string | undefined }, page: number, pageSize: number) {
    const found = CONTACTS.filter(
      ({ ContactID, Name }) =>
        (IDs === undefined || ContactID === IDs.toLowerCase()) && Name.toLowerCase().includes(searchTerm.toLowerCase()),
    );
    return { Contacts: found.slice((page - 1) * pageSize, page * pageSize) };
  }

  /** A job made of a project and an option is one. */
  jobs(): { job_id: string; name: string }[] {
    const names = this.projects.map(({ values }) => values.name);
    const marks = new Set(names.map(markIn));
    const alone = this.options.filter(({ Name }) => !marks.has(markIn(Name)));
    return [...names, ...alone.map(({ Name }) => Name)].map(jobIn);
  }

  /** People make a project. */
  makeByHand(name: string): void {
    this.createProject({ contactId: FIRST_CONTACT?.ContactID, name });
  }

  /** People make a tracking option. */
  makeOptionByHand(name: string): void {
    this.putOption({ Name: name });
  }
}
