import {
  ErpError,
  type ErpSession,
  type Job,
  type LookUpJob,
  type LookUpOptions,
  type OpenErpSession,
} from '#domain/erp.ts';
import type { Receipt } from '#domain/request.ts';
import type { Faults } from '#simulation/engine/faults.ts';
import type { Process } from '#simulation/engine/process.ts';
import { ERP, ERP_PATIENCE_MS } from '#simulation/engine/services.ts';
import type { Timeline } from '#simulation/engine/timeline.ts';
import type { SimulatedErp } from '#simulation/erp/erp.ts';

/** ERPs fail more often than AWS does. */
export const LIKELIER = 8;

/** What a session works on. */
export interface ErpSurroundings {
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly erpOf: (companyId: number) => SimulatedErp;
  /** Told when an ERP searched for a job. */
  readonly onLookUp: (process: Process) => void;
  /** Told of each write when it happens. */
  readonly onWrite: (companyId: number, job: Job, process: Process) => void;
}

export const READ_FAULTS = ['erp_down', 'erp_busy', 'erp_malformed'] as const;
const WRITE_FAULTS = [
  ...READ_FAULTS,
  'erp_refuses',
  'erp_silent_before_commit',
  'erp_silent_after_commit',
  // Often enough to meet other faults.
  'erp_late_commit',
  'erp_late_commit',
  'erp_late_commit',
  'erp_slow',
  'erp_slow',
] as const;

/** An ERP commits at the latest so long after its caller has given up: with the lag of its searches, less than two look-ups lie apart. */
export const LATEST_COMMIT_MS = 70_000;

const down = (): never => {
  throw new ErpError('temporary', 'The ERP is out of reach.');
};
const busy = (): never => {
  throw new ErpError('temporary', 'The ERP asks to be left alone.', { retryAfterSeconds: 30 });
};
const malformed = (): never => {
  throw new SyntaxError('Unexpected token < in JSON');
};
const silent = (): never => {
  throw new ErpError('unknown_outcome', 'The ERP did not answer in time.');
};

/** Sessions of one process, in which an ERP answers as ERPs do. */
export const erpSessionsOf = (
  { timeline, faults, erpOf, onLookUp, onWrite }: ErpSurroundings,
  process: Process,
): { openSession: OpenErpSession; lookUpJob: LookUpJob; lookUpOptions: LookUpOptions } => {
  const ask = <Answer>(place: string, effect: () => Answer): Promise<Answer> => {
    const fault = faults.strike(process, place, READ_FAULTS, LIKELIER);
    switch (fault) {
      case 'erp_down':
        return process.call(ERP, place, down, ERP_PATIENCE_MS / 3);
      case 'erp_busy':
        return process.call(ERP, place, busy);
      case 'erp_malformed':
        return process.call(ERP, place, malformed);
      case null:
        return process.call(ERP, place, effect);
    }
  };

  /** As a connector does that needs many calls for one job. */
  const slowly = async (place: string, effect: () => Receipt): Promise<Receipt> => {
    await process.call(ERP, `${place}, slowly`, () => undefined, process.random.between(40_000, 105_000));
    return process.call(ERP, place, effect);
  };

  const write = (companyId: number, job: Job, place: string, commit: () => Receipt): Promise<Receipt> => {
    const fault = faults.strike(process, place, WRITE_FAULTS, LIKELIER);
    const committed = (): Receipt => {
      const receipt = commit();
      onWrite(companyId, job, process);
      return receipt;
    };
    switch (fault) {
      case 'erp_down':
        return process.call(ERP, place, down);
      case 'erp_busy':
        return process.call(ERP, place, busy);
      case 'erp_refuses':
        return process.call(ERP, place, () => {
          throw new ErpError('refused', 'The job number is taken.', { field: 'fields.job_id' });
        });
      case 'erp_silent_before_commit':
        return process.call(ERP, place, silent, ERP_PATIENCE_MS);
      case 'erp_silent_after_commit':
        return process.call(ERP, place, () => (committed(), silent()), ERP_PATIENCE_MS);
      case 'erp_late_commit': {
        const late = ERP_PATIENCE_MS + process.random.between(0, LATEST_COMMIT_MS);
        return process.call(ERP, place, () => (timeline.after(late, committed), silent()), ERP_PATIENCE_MS);
      }
      case 'erp_slow':
        return slowly(place, committed);
      case 'erp_malformed': {
        const isDone = process.random.chance(0.5);
        return process.call(ERP, place, () => (isDone && committed(), malformed()));
      }
      case null:
        return process.call(ERP, place, committed);
    }
  };

  const sessionOf = (companyId: number): ErpSession => {
    const erp = erpOf(companyId);
    const visibleAt = (): number => {
      const lags = faults.strike(process, 'erp.index', ['erp_find_lags'], 4) !== null;
      return lags ? timeline.now + process.random.between(1_000, 8_000) : timeline.now;
    };
    return {
      find: (job) =>
        ask('erp.find', () => {
          onLookUp(process);
          return erp.find(job);
        }),
      create: (job) => write(companyId, job, 'erp.create', () => erp.create(job, visibleAt())),
      update: (job, existing) => write(companyId, job, 'erp.update', () => erp.update(job, existing)),
    };
  };

  return {
    openSession: (integration) => {
      const isRefused = faults.strike(process, 'erp.open', ['erp_unauthorised'], 0.5) !== null;
      return process.call(ERP, 'erp.open', () => {
        if (isRefused) throw new ErpError('unauthorized', 'The ERP does not take the credentials.');
        return sessionOf(integration.company_id);
      });
    },
    lookUpOptions: () => ask('erp.options', () => []),
    lookUpJob: (integration, jobId) => ask('erp.lookUp', () => erpOf(integration.company_id).lookUp(jobId)),
  };
};
