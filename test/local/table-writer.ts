/** Puts items into the table in the folder given as argument, as fast as it can, and prints the number of each once it is stored. */
import { openTable } from '#local/services/table-rebuild.ts';
import { tableDefinition } from '#test/local/table-definition.ts';

const [, , folder = '', from = '0'] = process.argv;
const table = await openTable(folder, tableDefinition, from !== '0');
for (let number = Number(from); ; number += 1) {
  const Item = {
    pk: { S: `item-${number % 40}` },
    shard: { S: 'open' },
    number: { S: String(number).padStart(8, '0') },
  };
  await table.call('PutItem', { TableName: tableDefinition.TableName, Item });
  process.stdout.write(`${number}\n`);
}
