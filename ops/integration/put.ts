import type { IntegrationFault } from '#erp/integration-check.ts';
import { allConnectors } from '#erp/registry.ts';
import { WrongUsage, type Command, type ErpAccess, type Given, type Report } from '#ops/command.ts';
import { changesOf, type IntegrationChange } from '#ops/integration/changes.ts';
import { readCompanyFile, type CompanyFile } from '#ops/integration/company-file.ts';
import { planCredentials, type CredentialPlan } from '#ops/integration/credentials-file.ts';
import { erpAccessOf } from '#ops/integration/erp-access.ts';
import { shownFault } from '#ops/integration/faults.ts';
import { readJson, STDIN } from '#ops/integration/json-file.ts';
import { putIntegrations } from '#use-cases/put-integrations.ts';

interface Files {
  readonly company: string;
  /** Undefined: the credentials that are kept stay. */
  readonly credentials: string | undefined;
}

/** @throws {WrongUsage} */
const filesIn = ({ words, options }: Given): Files => {
  const [company, ...others] = words;
  const { credentials } = options;
  if (company === undefined || others.length > 0) throw new WrongUsage("Name one file: the company's integrations.");
  return { company, credentials: typeof credentials === 'string' ? credentials : undefined };
};

/** Everything that people want to be so. */
interface Wanted {
  readonly company: CompanyFile;
  readonly credentials: CredentialPlan;
}

/** @throws {WrongUsage} when a file cannot be read, or is not JSON. */
const read = async (files: Files, { erps: deployed, credentials: store }: ErpAccess): Promise<Wanted> => {
  const connectors = await allConnectors();
  const company = readCompanyFile(await readJson(files.company), { connectors, deployed });
  const given = files.credentials === undefined ? undefined : await readJson(files.credentials);
  const { companyId } = company;
  // Credentials stand under the company's id: without it nothing can be said of them.
  const owners = companyId === null ? null : company.owners.map((owner) => ({ ...owner, company_id: companyId }));
  const credentials =
    owners === null ? { changes: [], faults: [] } : await planCredentials(given, owners, connectors, store);
  return { company, credentials };
};

const refused = (companyId: number | null, faults: readonly IntegrationFault[]): Report => {
  const shown = faults.map(shownFault);
  return {
    outcome: 'refused',
    lines: ['Nothing has been changed. What is wrong:', ...shown.map(({ path, message }) => `  ${path}: ${message}`)],
    facts: { company_id: companyId, faults: shown },
  };
};

const NOTES: Readonly<Record<IntegrationChange['becomes'], string>> = {
  added: '',
  changed: '',
  unchanged: '',
  retired: ' It serves no new projects any more; its open requests go on.',
};

const lineOf = ({ id, becomes, fields }: IntegrationChange, isDone: boolean): string => {
  const verb = isDone || becomes === 'unchanged' ? becomes : `would be ${becomes}`;
  return `${id}: ${verb}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}.${NOTES[becomes]}`;
};

/** Makes a company's integrations those of a file. */
export const putCompany: Command = {
  takes: `<company.json> [--credentials <credentials.json>, or ${STDIN} for standard input]`,
  does: "makes a company's integrations those of the file, and keeps them from the stage file; credentials go to Secrets Manager alone",
  options: { credentials: { type: 'string' } },
  run: async (world, given) => {
    const access = erpAccessOf(world);
    const { company, credentials } = await read(filesIn(given), access);
    const { companyId, integrations: listed } = company;
    const faults = [...company.faults, ...credentials.faults];
    if (companyId === null || faults.length > 0) return refused(companyId, faults);
    const stored = await world.integrations.list(companyId);
    const changes = changesOf(listed, stored);
    const isTakenOver = !stored.some(({ kept_by }) => kept_by === 'operators');
    if (given.yes) {
      // Secrets first: an integration that is in service has its credentials, wherever this stops. It may be repeated.
      for (const { owner, credentials: secret } of credentials.changes) await access.credentials.write(owner, secret);
      await putIntegrations(world, listed, stored, 'operators');
    }
    const would = given.yes ? '' : 'would be ';
    return {
      outcome: given.yes ? 'done' : 'would_do',
      lines: [
        `Company ${companyId}.`,
        ...credentials.changes.map(({ owner, becomes }) => `${owner.id}: credentials ${would}${becomes}.`),
        ...changes.map((change) => lineOf(change, given.yes)),
        ...(isTakenOver ? ['Operators keep this company from now on: deployments leave its integrations alone.'] : []),
        'Functions that are running go by what they know for up to a minute, and by replaced credentials for up to five.',
      ],
      facts: {
        company_id: companyId,
        credentials: credentials.changes.map(({ owner, becomes }) => ({ id: owner.id, becomes })),
        integrations: changes,
        taken_over: isTakenOver,
      },
    };
  },
};
