import { randomUUID } from 'node:crypto';
import { WrongUsage, type Command, type Given, type Report, type World } from '#ops/command.ts';
import { OPERATOR, operatorIn, operatorOption } from '#ops/operator.ts';
import { dutiesOf, erasePerson as erase } from '#use-cases/erase-person.ts';

/** @throws {WrongUsage} */
const personIn = ({ words: [personId, ...more], options: { company } }: Given) => {
  if (personId === undefined || more.length > 0) throw new WrongUsage('Name one person, by the `sub` of their tokens.');
  if (!/^[1-9]\d{0,14}$/.test(String(company))) throw new WrongUsage('Name the company, by its id: --company 1.');
  return { personId, companyId: Number(company) };
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What was found, or done, project by project. */
interface Tally {
  projects: number;
  events: number;
  /** Projects that still name the person. */
  readonly kept: number[];
}

const tally = async (world: World, given: Given): Promise<Tally> => {
  const { personId, companyId } = personIn(given);
  const deps = { ...world, projects: (id: number) => world.requestIndex.projects(id) };
  const erasure = {
    personId,
    pseudonym: `erased-${randomUUID()}`,
    operator: operatorIn(given),
    at: world.clock(),
  };
  const found: Tally = { projects: 0, events: 0, kept: [] };
  for await (const each of erase(deps, companyId, erasure, !given.yes)) {
    if (each.outcome === 'kept') {
      found.kept.push(each.project.projectId);
      continue;
    }
    found.projects += 1;
    found.events += each.events;
    if (given.yes) world.progress(`Project ${each.project.projectId}: ${counted(each.events, 'audit event')}.`);
  }
  return found;
};

const reportOn = ({ projects, events, kept }: Tally, companyId: number, isDone: boolean): Report => {
  const waits = `Projects with an open request still name the person: ${kept.join(', ')}. Repeat it when they are over.`;
  const notes = kept.length === 0 ? [] : [waits];
  const facts = { company_id: companyId, projects, events, kept };
  if (projects === 0) {
    const lines = kept.length === 0 ? ['No request of the company names the person.'] : notes;
    return { outcome: 'nothing_to_do', lines, facts };
  }
  const what = `${counted(projects, 'project')} and ${counted(events, 'audit event')}`;
  return isDone
    ? { outcome: 'done', lines: [`Done: the person is erased from ${what}.`, ...notes], facts }
    : { outcome: 'would_do', lines: [`Would erase the person from ${what}, for ever.`, ...notes], facts };
};

/** Puts a pseudonym in a person's place in all that a company ever sent. */
export const erasePerson: Command = {
  takes: `<person's id> --company <company's id> ${OPERATOR}`,
  does: 'erases a person from all requests of a company, and leaves the audit chain verifiable',
  options: { company: { type: 'string' }, ...operatorOption },
  run: async (world, given) => {
    const { personId, companyId } = personIn(given);
    operatorIn(given);
    const duties = await dutiesOf(world, companyId, personId);
    if (duties.length > 0) {
      const names = duties.map((id) => `${companyId}/${id}`).join(', ');
      const line = `Take the person out of the approvers and delegates of ${names} first.`;
      return { outcome: 'refused', lines: [line], facts: { company_id: companyId, integrations: duties } };
    }
    return reportOn(await tally(world, given), companyId, given.yes);
  },
};
