import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { build } from 'esbuild';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { acceptField, capabilities, cuts, limit, option, preflight, type Limit } from '#domain/capability.ts';
import { costCode, project, type Snapshot } from '#domain/project.ts';
import { receipt, type Receipt } from '#domain/request.ts';
import { ErpError, type AnyConnector, type ErpErrorKind, type ErpSession, type Job } from '#erp/connector.ts';
import { allConnectors, connectorOf, registry } from '#erp/registry.ts';
import type { Mood } from '#erp/double.ts';
import { fixtureOf } from '#simulation/erp/fixture.ts';
import { worldOf, type Fault, type World } from '#test/contract/connector-world.ts';

const ERP_FOLDER = join(import.meta.dirname, '../../functions/erp');
const FILES = ['README.md', 'index.ts', 'client.ts', 'mapping.ts', 'schemas.ts', 'fixtures/create-project.json'];

/** What the export use case does with a session. */
const exportJob = async (connector: AnyConnector, { context }: World, job: Job) => {
  const session = await connector.connect(context);
  const existing = await session.find(job);
  return existing ? session.update(job, existing) : session.create(job);
};

const failureOf = async (work: Promise<unknown>): Promise<ErpError> => {
  const failure: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ErpError);
  return failure instanceof ErpError ? failure : expect.fail('not an ErpError');
};

/** A text of so many of what a limit counts; of characters that others count otherwise, as far as they go into it. */
const lettersOf = ({ unit }: Limit, length: number): string => {
  const wide = unit === 'code_points' ? length : Math.floor(length / (unit === 'utf16_units' ? 2 : 4));
  const rest = unit === 'code_points' ? 0 : length % (unit === 'utf16_units' ? 2 : 4);
  return '𝒳'.repeat(wide) + 'x'.repeat(rest);
};

/** The job with that text in the field a limit names; in the first cost code, where it is one of a cost code's. */
const withValue = (job: Job, field: string, text: string): Snapshot => {
  const [group, name = ''] = field.split('.');
  if (group === 'project') return { ...job, project: { ...job.project, [name]: text } };
  return { ...job, cost_codes: job.cost_codes.map((code, index) => (index === 0 ? { ...code, [name]: text } : code)) };
};

/** Everything a log could print of an error. */
const allOf = (error: unknown): string => inspect(error, { depth: Infinity, showHidden: true });

const renamed = (job: Job, name: string): Job => ({ ...job, project: { ...job.project, name } });

const asOther = (job: Job): Job => ({
  ...job,
  project: { ...job.project, id: job.project.id + 1 },
  external_id: `${job.external_id}0`,
  request_id: `${job.request_id}0`,
});

/** The number of a job that people made in the ERP before this service knew of it. */
const BY_HAND = { job_id: 'OLD-7', name: 'Library (old books)' };

/** The receipt that a project is tied to by an administrator: as the ERP says it, or else as the administrator typed it. */
const linkTo = async (session: ErpSession, job_id: string, at: string): Promise<Receipt> => {
  if (session.lookUp === undefined) return { job_id, erp_id: job_id, url: null, at };
  const found = await session.lookUp(job_id);
  return found?.receipt ?? expect.fail(`the ERP has no job ${job_id}`);
};

/** What the export use case does for a project that is synced with a job. */
const updateJob = async (connector: AnyConnector, { context }: World, job: Job, synced: Receipt): Promise<Receipt> => {
  const session = await connector.connect(context);
  const numbered = { ...job, job_id: synced.job_id };
  return session.update(numbered, (await session.find(numbered)) ?? synced);
};

const HOSTILE_NAME = `=HYPERLINK("http://evil.example","x"),"𝒳😀"<script>alert('1')</script>;+1\r\n\t@cmd\u0000\u0007\u202e{"__class__":"Decimal"}`;

it('registers every folder, and nothing else', () => {
  const folders = readdirSync(ERP_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const ofConnectors = folders.map(({ name }) => name).filter((name) => name !== 'matrix');
  expect(Object.keys(registry).sort()).toEqual(ofConnectors.sort());
});

it('knows its connectors by id, and says which there are', async () => {
  for (const id of Object.keys(registry)) expect((await connectorOf(id)).id).toBe(id);
  await expect(connectorOf('constructor')).rejects.toThrow(/no connector "constructor".*import-file/);
});

it('keeps connectors out of what loads the registry, and doubles out of everything that runs', async () => {
  const { metafile } = await build({
    entryPoints: [join(ERP_FOLDER, 'registry.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    splitting: true,
    outdir: 'out',
    write: false,
    metafile: true,
  });
  const eager = (path: string): string[] => {
    const { inputs = {}, imports = [] } = metafile.outputs[path] ?? {};
    const statically = imports.filter(({ kind }) => kind === 'import-statement');
    return [...Object.keys(inputs), ...statically.flatMap((next) => eager(next.path))];
  };
  const loaded = eager('out/registry.js');
  expect(loaded.filter((path) => /functions\/erp\/[^/]+\//.test(path))).toEqual([]);
  const reached = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  expect(reached.filter((path) => path.endsWith('/client.ts'))).toHaveLength(Object.keys(registry).length);
  expect(reached.filter((path) => path.endsWith('double.ts'))).toEqual([]);
});

const connectors = (await allConnectors()).map((connector): [string, AnyConnector] => [connector.id, connector]);

describe.each(connectors)('connector %s', (id, connector) => {
  const { job, settings, document, receipt: expectedReceipt, reply } = fixtureOf(connector.id);
  const clock = () => new Date(expectedReceipt.at);
  let world: World;

  beforeEach(async () => {
    world = await worldOf(connector, clock);
  });

  describe('declares itself', () => {
    it('under the name of its folder, with every file of a connector', () => {
      expect(connector.id).toBe(id);
      expect(FILES.filter((file) => !existsSync(join(ERP_FOLDER, id, file)))).toEqual([]);
    });

    it('with a profile that fits together', () => {
      capabilities.parse(connector.capabilities);
      z.array(limit).parse(connector.limits);
      const fields = new Set([
        ...Object.keys(project.shape).map((key) => `project.${key}`),
        ...Object.keys(costCode.shape).map((key) => `cost_codes.${key}`),
      ]);
      expect(connector.limits.filter(({ field }) => !fields.has(field))).toEqual([]);
      expect(connector.prerequisites.filter(({ field }) => !fields.has(field) && field !== 'cost_codes')).toEqual([]);
      const codes = connector.prerequisites.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
      expect(preflight(connector, job)).toEqual([]);
    });

    it('with accept fields that a form and a server can check alike', () => {
      const fields = z.array(acceptField).parse(connector.accept_fields);
      expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length);
      expect(fields.map(({ key }) => key)).toContain('job_id');
      for (const { pattern } of fields) {
        if (pattern === null) continue;
        // The server compiles it with `u`; the browser compiles the pattern attribute with `v`.
        expect(() => [new RegExp(pattern, 'u'), new RegExp(pattern, 'v')]).not.toThrow();
      }
      const { pattern } = fields.find(({ key }) => key === 'job_id') ?? {};
      const typed = new RegExp(`^(?:${pattern ?? '.*'})$`, 'u');
      expect(job.job_id).toMatch(typed);
      expect(['', 'a\nb', 'a\u0000'].filter((text) => typed.test(text))).toEqual([]);
    });

    it.each(connector.limits.map((limit): [string, Limit] => [limit.field, limit]))(
      'with a limit on %s that holds to the character',
      (_, limit) => {
        const long = (length: number): Snapshot => withValue(job, limit.field, lettersOf(limit, length));
        const codes = (snapshot: Snapshot) => [...preflight(connector, snapshot), ...cuts(connector, snapshot)];
        expect(codes(long(limit.max))).toEqual([]);
        const code = limit.when_longer === 'refuse' ? 'too_long' : 'cut';
        expect(codes(long(limit.max + 1)).map((problem) => problem.code)).toEqual([code]);
      },
    );

    it('and names settings and credentials at fault', async () => {
      connector.checkSettings(settings);
      connector.checkSettings(world.context.settings);
      expect(() => connector.checkSettings({ ...settings, no_such_setting: 1 })).toThrow(/no_such_setting/);
      const connectWith = (credentials: unknown) => connector.connect({ ...world.context, credentials });
      await expect(connectWith({ ...world.credentials, no_such_secret: 1 })).rejects.toThrow(/no_such_secret/);
      for (const key of Object.keys(world.credentials)) {
        const { [key]: _, ...others } = world.credentials;
        await expect(connectWith(others)).rejects.toThrow(key);
      }
    });
  });

  describe('writes a job', () => {
    it('as the fixture says: document, answer, receipt', async () => {
      expect(connector.document(job, settings)).toEqual(document);
      expect(await exportJob(connector, { ...world, context: { ...world.context, settings } }, job)).toEqual(
        expectedReceipt,
      );
      expect(world.replies.at(-1)).toEqual(reply);
    });

    it('whose preview people can read', () => {
      const shown = connector.document(job, settings);
      expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
      expect(JSON.stringify(shown)).toContain(job.job_id);
      expect(JSON.stringify(shown)).toContain(job.project.name);
    });

    it('once, however often it is exported', async () => {
      const first = await exportJob(connector, world, job);
      expect(await exportJob(connector, world, job)).toEqual(first);
      expect(await (await connector.connect(world.context)).create(job)).toEqual(first);
      expect(world.jobs()).toEqual([{ job_id: job.job_id, name: job.project.name }]);
    });

    it('and finds it again, but no other', async () => {
      const made = await exportJob(connector, world, job);
      const session = await connector.connect(world.context);
      expect(await session.find(job)).toEqual(made);
      expect(await session.find(asOther(job))).toBeNull();
    });

    it('and changes that same job on update, whatever the job id says now', async () => {
      const made = await exportJob(connector, world, job);
      const resent = { ...renamed(job, 'Library, north wing'), request_id: `${job.project.id}-2`, job_id: 'another' };
      for (const attempt of [1, 2]) {
        const updated = await (await connector.connect(world.context)).update(resent, made);
        expect(updated.job_id, `attempt ${attempt}`).toBe(made.job_id);
      }
      expect(world.jobs()).toEqual([{ job_id: made.job_id, name: 'Library, north wing' }]);
    });

    it('from a hostile project without harm', async () => {
      await exportJob(connector, world, renamed(job, HOSTILE_NAME));
      const [made] = world.jobs();
      expect(made?.name).toContain('<script>');
      expect(made?.name).toContain('𝒳😀');
      expect(made?.name).not.toMatch(/\p{Cc}/u);
      if (connector.delivery === 'file') expect(made?.name).toMatch(/^'=.*;'\+/);
    });
  });

  describe('whose project an administrator linked to a job of the ERP', () => {
    it('changes that job and makes no other, however often it is exported', async () => {
      world.makeByHand(BY_HAND);
      const linked = await linkTo(await connector.connect(world.context), BY_HAND.job_id, expectedReceipt.at);
      for (const attempt of [1, 2]) {
        const updated = await updateJob(connector, world, renamed(job, 'Library, north wing'), linked);
        expect(receipt.parse(updated).job_id, `attempt ${attempt}`).toBe(BY_HAND.job_id);
        expect(world.jobs(), `attempt ${attempt}`).toEqual([{ job_id: BY_HAND.job_id, name: 'Library, north wing' }]);
      }
    });

    it('finds it by its external id from then on, and no other project does', async () => {
      world.makeByHand(BY_HAND);
      const session = await connector.connect(world.context);
      const linked = await linkTo(session, BY_HAND.job_id, expectedReceipt.at);
      expect(await session.find(job)).toBeNull();
      const updated = await updateJob(connector, world, job, linked);
      expect(await session.find({ ...job, job_id: BY_HAND.job_id })).toEqual(updated);
      expect(await session.find(asOther(job))).toBeNull();
    });
  });

  it(`${connector.can_look_up ? 'says' : 'does not say'} that its ERP can be asked for a job by its number, as its sessions`, async () => {
    const session = await connector.connect(world.context);
    expect(session.lookUp !== undefined).toBe(connector.can_look_up);
  });

  if (connector.can_look_up) {
    describe('is asked for a job by its number', () => {
      const lookUp = async (jobId: string) => {
        const session = await connector.connect(world.context);
        return session.lookUp === undefined ? expect.fail('cannot be asked') : session.lookUp(jobId);
      };

      it('and finds what this service made, with the project that it belongs to', async () => {
        const made = await exportJob(connector, world, job);
        const found = await lookUp(made.job_id);
        expect(found).toMatchObject({ name: job.project.name, is_job: true, external_id: job.external_id });
        expect(receipt.parse(found?.receipt).job_id).toBe(made.job_id);
      });

      it('and finds what people made, which belongs to no project', async () => {
        world.makeByHand(BY_HAND);
        const found = await lookUp(BY_HAND.job_id);
        expect(found).toMatchObject({ name: BY_HAND.name, is_job: true, external_id: null });
        expect(receipt.parse(found?.receipt)).toMatchObject({ job_id: BY_HAND.job_id, at: expectedReceipt.at });
      });

      it('and finds none where there is none, whatever is typed', async () => {
        await exportJob(connector, world, job);
        world.makeByHand(BY_HAND);
        for (const typed of ['OLD', 'OLD-77', 'OLD-_', '%', `${job.job_id}0`, '*', "' OR 1=1 --", '\u0000', '𝒳', '']) {
          expect(await lookUp(typed), typed).toBeNull();
        }
      });

      it('and writes nothing', async () => {
        world.makeByHand(BY_HAND);
        const before = { jobs: world.jobs(), writes: world.replies.length };
        await lookUp(BY_HAND.job_id);
        await lookUp('none');
        expect({ jobs: world.jobs(), writes: world.replies.length }).toEqual(before);
      });

      it('and after a link tells that the job belongs to the project', async () => {
        world.makeByHand(BY_HAND);
        const linked = await linkTo(await connector.connect(world.context), BY_HAND.job_id, expectedReceipt.at);
        await updateJob(connector, world, job, linked);
        expect(await lookUp(BY_HAND.job_id)).toMatchObject({ external_id: job.external_id, name: job.project.name });
      });
    });

    describe('never adopts a job that belongs to another project', () => {
      it.each([
        ['made for it', (other: Job) => exportJob(connector, world, { ...other, job_id: BY_HAND.job_id })],
        [
          'linked to it',
          async (other: Job) => {
            world.makeByHand(BY_HAND);
            const linked = await linkTo(await connector.connect(world.context), BY_HAND.job_id, expectedReceipt.at);
            return updateJob(connector, world, renamed(other, BY_HAND.name), linked);
          },
        ],
      ])('%s in the meantime', async (_, makeOther) => {
        await makeOther(asOther(job));
        const before = { jobs: world.jobs(), writes: world.replies.length };
        const stolen = { job_id: BY_HAND.job_id, erp_id: '1', url: null, at: expectedReceipt.at };
        expect((await failureOf(updateJob(connector, world, renamed(job, 'Stolen'), stolen))).kind).toBe('refused');
        expect({ jobs: world.jobs(), writes: world.replies.length }).toEqual(before);
        const session = await connector.connect(world.context);
        expect(await session.find(job)).toBeNull();
        expect(await session.find(asOther(job))).toMatchObject({ job_id: BY_HAND.job_id });
      });

      it('nor one that is gone', async () => {
        const gone = { job_id: BY_HAND.job_id, erp_id: '1', url: null, at: expectedReceipt.at };
        expect((await failureOf(updateJob(connector, world, job, gone))).kind).toBe('refused');
        expect(world.jobs()).toEqual([]);
      });
    });
  }

  if (connector.delivery === 'file') return;

  describe('meets an ERP that fails', () => {
    const faults: [string, Fault, afterRead: ErpErrorKind, afterWrite: ErpErrorKind][] = [
      ['429', { status: 429 }, 'temporary', 'temporary'],
      ['503', { status: 503 }, 'temporary', 'temporary'],
      // The proxy may have lost its server after the server had written.
      ['500', { status: 500 }, 'temporary', 'unknown_outcome'],
      ['502', { status: 502 }, 'temporary', 'unknown_outcome'],
      ['504', { status: 504 }, 'temporary', 'unknown_outcome'],
      ['404', { status: 404 }, 'refused', 'refused'],
      ['a refused connection', 'unreachable', 'temporary', 'temporary'],
      ['silence', 'silence', 'temporary', 'unknown_outcome'],
      ['a connection that breaks', 'reset', 'temporary', 'unknown_outcome'],
      ['an answer that is no JSON', 'malformed', 'temporary', 'unknown_outcome'],
      ['an answer of the wrong shape', 'wrong_shape', 'temporary', 'unknown_outcome'],
    ];

    it.each(faults)(
      '%s: the kind tells whether something may have been written',
      async (_, fault, afterRead, afterWrite) => {
        world.failNext('read', fault);
        const whileReading = await failureOf(exportJob(connector, world, job));
        expect(whileReading.kind).toBe(afterRead);
        world.failNext('write', fault);
        const whileWriting = await failureOf(exportJob(connector, world, job));
        expect(whileWriting.kind).toBe(afterWrite);
        for (const secret of Object.values(world.credentials)) {
          expect(allOf(whileReading) + allOf(whileWriting)).not.toContain(secret);
        }
      },
    );

    it.each(faults)('%s at any write: the next attempt ends with one job', async (_, fault) => {
      for (let write = 0; ; write += 1) {
        world = await worldOf(connector, clock);
        world.failNext('write', fault, write);
        const failed = await exportJob(connector, world, job).then(
          () => false,
          () => true,
        );
        const made = await exportJob(connector, world, job);
        expect(world.jobs()).toEqual([{ job_id: made.job_id, name: job.project.name }]);
        if (!failed) break;
      }
    });

    it.each(faults)('%s at any write of a linked update: the next attempt ends with that one job', async (_, fault) => {
      for (let write = 0; ; write += 1) {
        world = await worldOf(connector, clock);
        world.makeByHand(BY_HAND);
        const linked = await linkTo(await connector.connect(world.context), BY_HAND.job_id, expectedReceipt.at);
        world.failNext('write', fault, write);
        const failed = await updateJob(connector, world, job, linked).then(
          () => false,
          () => true,
        );
        const updated = await updateJob(connector, world, job, linked);
        expect(updated.job_id).toBe(BY_HAND.job_id);
        expect(world.jobs()).toEqual([{ job_id: BY_HAND.job_id, name: job.project.name }]);
        expect(await (await connector.connect(world.context)).find(job)).toEqual(updated);
        if (!failed) break;
      }
    });

    if (connector.can_look_up) {
      it.each(faults)('%s while it is asked for a job: the kind is that of a read', async (_, fault, afterRead) => {
        const session = await connector.connect(world.context);
        world.failNext('read', fault);
        expect((await failureOf(session.lookUp?.('24-0815') ?? Promise.resolve())).kind).toBe(afterRead);
      });
    }

    const moods: [Mood, ErpErrorKind[]][] = [
      ['throttled', ['temporary']],
      ['failing', ['unknown_outcome']],
      ['refusing', ['refused']],
      ['forbidden', ['refused', 'unauthorized']],
    ];

    it.each(moods)('%s in its own words: the kind tells what follows', async (mood, kinds) => {
      world.answerNext(mood);
      const error = await failureOf(exportJob(connector, world, job));
      expect(kinds).toContain(error.kind);
      if (mood === 'refusing') expect(error.field).toMatch(/^(project|fields|cost_codes)\./);
      const made = await exportJob(connector, world, job);
      expect(world.jobs()).toEqual([{ job_id: made.job_id, name: job.project.name }]);
    });

    it('and says whether the connection works', async () => {
      const session = await connector.connect(world.context);
      await session.checkConnection();
      world.failNext('read', { status: 503 });
      expect((await failureOf(session.checkConnection())).kind).toBe('temporary');
      expect(world.jobs()).toEqual([]);
    });

    it.each(connector.accept_fields.filter(({ options }) => options).map(({ key }) => key))(
      'and lists what it takes for %s, by what is typed',
      async (key) => {
        const session = await connector.connect(world.context);
        const all = z.array(option).parse(await session.options?.(key, ''));
        const [first] = all;
        expect(new Set(all.map(({ value }) => value)).size).toBe(all.length);
        expect(await session.options?.(key, first?.label ?? '')).toContainEqual(first);
        // What was chosen comes back as its value, and must be known by it.
        expect(await session.options?.(key, first?.value ?? '')).toContainEqual(first);
        expect(await session.options?.(key, 'none is called this')).toEqual([]);
      },
    );

    it('wrong credentials: unauthorized, and no trace of them', async () => {
      const credentials = Object.fromEntries(Object.keys(world.credentials).map((key) => [key, `wrong ${key} 4711`]));
      const error = await failureOf(
        exportJob(connector, { ...world, context: { ...world.context, credentials } }, job),
      );
      expect(error.kind).toBe('unauthorized');
      expect(allOf(error)).not.toContain('4711');
    });

    it('an expired session: signs in again and goes on', async () => {
      const session = await connector.connect(world.context);
      expect(await session.find(job)).toBeNull();
      world.expireSessions();
      await session.create(job);
      expect(world.jobs()).toHaveLength(1);
    });
  });
});
