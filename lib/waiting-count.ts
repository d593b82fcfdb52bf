import { Construct } from 'constructs';
import { alarmOn } from '#lib/alarm.ts';
import { FunctionSchedule } from '#lib/function-schedule.ts';
import type { LedgerTable } from '#lib/ledger-table.ts';
import { ServiceFunction, type Deployment } from '#lib/service-function.ts';
import { COUNTED_EVERY, waitingMetric } from '#lib/service-metrics.ts';

interface WaitingCountProps extends Deployment {
  readonly ledger: LedgerTable;
}

/** Counts every quarter of an hour what waits, where, since when. It reads, and nothing hangs on it but what people see. */
export class WaitingCount extends Construct {
  readonly function: ServiceFunction<'count-waiting'>;

  constructor(scope: Construct, id: string, { stage, code, ledger }: WaitingCountProps) {
    super(scope, id);
    this.function = new ServiceFunction(this, 'Count', 'count-waiting', {
      stage,
      code,
      environment: { STAGE: stage.name, TABLE_NAME: ledger.tableName },
      // Four queries a company, one after the other for each status: enough for some 5,000 companies.
      timeoutSeconds: 120,
      memorySize: 256,
    });
    ledger.grantCounting(this.function);
    alarmOn(this, 'ExportsLate', waitingMetric(stage, 'erp', 'oldest_waiting_hours'), {
      says: 'An accepted request has been on the way to its ERP for two hours or more, or nobody has counted what waits. The ERP is down or turns everybody away, or exports do not start.',
      runbook: 'exports-do-not-get-through',
      threshold: 2,
      periods: 2,
      silenceIsTrouble: true,
    });
    new FunctionSchedule(this, 'EveryQuarter', {
      description: 'Counts what waits, for the dashboard.',
      every: COUNTED_EVERY,
      function: this.function,
      input: {},
    });
  }
}
