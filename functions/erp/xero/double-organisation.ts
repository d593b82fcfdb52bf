import * as z from 'zod';
import { shown, shownOption, type Option, type Project } from '#erp/xero/double-records.ts';
import { modelStateOf, parsed, Refusal, validationException } from '#erp/xero/double-refusals.ts';

// What Xero keeps of one organisation, as far as the connector uses it, in the form of Xero's own OpenAPI files.

const projectFields = {
  name: z.string().min(1),
  deadlineUtc: z.iso.datetime().optional(),
  estimateAmount: z.number().min(0).optional(),
};
const projectCreate = z.strictObject({ contactId: z.guid(), ...projectFields });
const projectUpdate = z.strictObject(projectFields);
const trackingOption = z.strictObject({ Name: z.string().min(1).max(100) });

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
