import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import { dynamoWaiting } from '#aws/waiting.ts';
import { ErpError } from '#domain/erp.ts';
import type { WaitingPlace } from '#domain/metrics.ts';
import { ledgerPerTest } from '#test/support/dynamo-ledger.ts';
import { recordCommands } from '#test/support/dynamo-faults.ts';
import { afterNoon, aKnownIntegration, anIntegration, NOON } from '#test/support/records.ts';
import { aBody, approvers, Service } from '#test/support/service.ts';
import { countWaiting } from '#use-cases/count-waiting.ts';

const underTest = ledgerPerTest();
const HOUR = 3600;
let service: Service;

beforeEach(async () => {
  const { ledger, client, table } = underTest();
  service = new Service(ledger);
  service.integration = aKnownIntegration({ id: 'default', approvers, erp: 'import-file' });
  await dynamoIntegrations(client, table, () => NOON).put(anIntegration(), null);
});

const at = (hours: number) => (service.now = afterNoon(hours * HOUR));

/** What the function counts, with the commands it needs. */
const count = async () => {
  const { another, table } = underTest();
  const { client } = another();
  const commands = recordCommands(client);
  const ledger = dynamoLedger({ client, name: table });
  const { places, longest } = await countWaiting({
    ledger,
    waiting: dynamoWaiting({ client, name: table }),
    clock: () => service.now,
  });
  const placed = (wanted: WaitingPlace) => places.find(({ place }) => place === wanted)!;
  return { placed, longest, commands };
};

const accept = async (requestId: string) => {
  const { json } = await service.api('get-request', { params: { request_id: requestId } });
  await service.api('accept-request', {
    as: 'approver',
    params: { request_id: requestId },
    body: { fields: {}, snapshot_sha256: json.snapshot_sha256 },
  });
};

describe('what waits', () => {
  it('is nothing, in every place, where nothing was sent', async () => {
    const { placed, longest } = await count();
    for (const place of ['approval', 'erp', 'unknown', 'failed'] as const) {
      expect(placed(place)).toEqual({
        place,
        waiting: 0,
        waiting_over_1_day: 0,
        waiting_over_7_days: 0,
        oldest_waiting_hours: 0,
      });
    }
    expect(longest).toEqual([]);
  });

  it('for approval waits since it was sent, and is told by age', async () => {
    for (const [index, hours] of [0, 150, 190].entries()) {
      at(hours);
      await service.send(aBody(1001 + index));
    }
    at(200);
    const { placed, longest } = await count();
    expect(placed('approval')).toEqual({
      place: 'approval',
      waiting: 3,
      waiting_over_1_day: 2,
      waiting_over_7_days: 1,
      oldest_waiting_hours: 200,
    });
    expect(longest.map(({ request_id, hours, since }) => [request_id, hours, since])).toEqual([
      ['1001-1', 200, NOON.toISOString()],
      ['1002-1', 50, afterNoon(150 * HOUR).toISOString()],
      ['1003-1', 10, afterNoon(190 * HOUR).toISOString()],
    ]);
    expect(longest[0]).toMatchObject({ company_id: 1, project_id: 1001, place: 'approval', erp: 'import-file' });
  });

  it('R15: on the way to an ERP waits since it was accepted, also when nobody heard of that', async () => {
    await service.send(aBody());
    at(30);
    await accept('1001-1');
    at(33);
    const { placed } = await count();
    expect(placed('approval').waiting).toBe(0);
    expect(placed('erp')).toMatchObject({ waiting: 1, oldest_waiting_hours: 3, waiting_over_1_day: 0 });
  });

  it('for an answer that got lost is told apart, and so is what failed, since it failed', async () => {
    for (const id of [1001, 1002]) {
      await service.send(aBody(id));
      await accept(`${id}-1`);
    }
    service.openSession = () => Promise.reject(new ErpError('refused', 'The number is taken.'));
    at(1);
    await service.export('1001-1');
    const silent = { find: () => Promise.resolve(null), update: () => Promise.reject(new Error('never')) };
    service.openSession = () =>
      Promise.resolve({
        ...silent,
        create: () => Promise.reject(new ErpError('unknown_outcome', 'The ERP did not answer.')),
      });
    await service.export('1002-1');
    at(3);
    const { placed } = await count();
    expect(placed('failed')).toMatchObject({ waiting: 1, oldest_waiting_hours: 2 });
    expect(placed('unknown')).toMatchObject({ waiting: 1, oldest_waiting_hours: 3 });
    expect(placed('erp').waiting).toBe(0);
  });

  it('costs four queries a company, and one for which companies there are, however much is over', async () => {
    for (let id = 1001; id <= 1005; id += 1) {
      await service.send(aBody(id));
      await service.api('retrieve-request', { as: 'project-admin', params: { request_id: `${id}-1` } });
    }
    await service.send(aBody(1006));
    const { commands, placed } = await count();
    expect(placed('approval').waiting).toBe(1);
    expect(commands.toSorted()).toEqual(['GetItem', 'Query', 'Query', 'Query', 'Query', 'Query']);
  });
});
