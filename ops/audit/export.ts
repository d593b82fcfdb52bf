import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { auditReport } from '#domain/audit-report.ts';
import { AuditCheck } from '#domain/audit-verdict.ts';
import type { ProjectKey } from '#domain/ports.ts';
import { chainOf } from '#ops/audit/chains.ts';
import { WrongUsage, type Command, type Given, type World } from '#ops/command.ts';
import { PROJECT, projectNamed } from '#ops/project-name.ts';

/** Projects read at once. They are written in the order in which they were found. */
const AT_ONCE = 16;

/** After so many projects people are told how far it has come. */
const STEP = 1_000;

/** Holds names and mail addresses. */
const OWNER_ONLY = 0o600;

interface Wanted {
  readonly name: string;
  readonly companyId: number;
  /** Null for the whole company. */
  readonly project: ProjectKey | null;
  readonly file: string;
}

/** @throws {WrongUsage} */
const wantedIn = ({ words, options }: Given): Wanted => {
  const [name = '', ...others] = words;
  const file = options['to'];
  const project = projectNamed(name);
  if (others.length > 0 || (project === null && !/^[1-9]\d{0,14}$/.test(name))) {
    throw new WrongUsage(`Name one project, ${PROJECT}, or a company, such as 1.`);
  }
  if (typeof file !== 'string' || file === '') throw new WrongUsage('Say where to: --to 1001.jsonl.');
  if (existsSync(file)) throw new WrongUsage(`${file} stands there already. Nothing is written over.`);
  return { name, companyId: project?.companyId ?? Number(name), project, file };
};

async function* batched<T>(source: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    batch.push(item);
    if (batch.length < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* one(key: ProjectKey): AsyncGenerator<ProjectKey> {
  yield await Promise.resolve(key);
}

/** What is written, seen from the outside. */
class Export {
  projects = 0;
  events = 0;
  readonly check = new AuditCheck();
  readonly #hash = createHash('sha256');
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(requests: Awaited<ReturnType<typeof chainOf>>): Promise<void> {
    if (requests === null) return;
    for (const events of requests) {
      for (const value of events) this.check.take({ value, repeatedName: null });
      const line = `${JSON.stringify(events)}\n`;
      this.#hash.update(line);
      await this.#file.write(line);
      this.events += events.length;
    }
    this.projects += 1;
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

const writeAll = async (world: World, { companyId, project, file }: Wanted) => {
  // Under another name until it is whole: what bears its own name is no part of an export.
  const unfinished = `${file}.part`;
  const handle = await open(unfinished, 'w', OWNER_ONLY);
  try {
    const written = new Export(handle);
    for await (const keys of batched(project === null ? world.requestIndex.projects(companyId) : one(project))) {
      const chains = await Promise.all(keys.map((key) => chainOf(world, key)));
      for (const chain of chains) await written.add(chain);
      if (written.projects % STEP < keys.length) world.progress(`${written.projects} projects are written.`);
    }
    await handle.sync();
    await rename(unfinished, file);
    return written;
  } finally {
    await handle.close();
  }
};

const countOf = async (world: World, { companyId, project }: Wanted): Promise<number> => {
  if (project !== null) return (await world.ledger.read(project)) === null ? 0 : 1;
  let count = 0;
  for await (const _ of world.requestIndex.projects(companyId)) count += 1;
  return count;
};

/** Writes the audit events of a project or a company to a file that can be verified offline. */
export const exportAudit: Command = {
  takes: `<project> or <company> --to <file>`,
  does: 'writes all audit events to a file for audit verify, and checks them on the way. Exit code 1 when a chain does not hold',
  options: { to: { type: 'string' } },
  run: async (world, given) => {
    const wanted = wantedIn(given);
    const { name, file } = wanted;
    if (!given.yes) {
      const projects = await countOf(world, wanted);
      return projects === 0
        ? { outcome: 'refused', lines: [`${name}: nothing was ever sent.`], facts: { name, projects } }
        : {
            outcome: 'would_do',
            lines: [`Would write the events of ${projects} ${projects === 1 ? 'project' : 'projects'} to ${file}.`],
            facts: { name, file, projects },
          };
    }
    const written = await writeAll(world, wanted);
    const { projects, events } = written;
    const verdict = written.check.verdict();
    const sha256 = written.sha256();
    return {
      outcome: verdict.verdict === 'intact' ? 'done' : 'refused',
      lines: [
        `${file}: ${events} events of ${projects} ${projects === 1 ? 'project' : 'projects'}, SHA-256 ${sha256}.`,
        ...auditReport(verdict),
      ],
      facts: { name, file, projects, events, sha256, ...verdict },
    };
  },
};
