/** Puts items into the table in the folder given as argument, many at once, and prints the number of each once it is stored. */
import { openTable } from '#local/services/table-rebuild.ts';
import { tableDefinition } from '#test/local/table-definition.ts';

const AT_ONCE = 40;

const [, , folder = '', from = '0'] = process.argv;
const table = await openTable(folder, tableDefinition, from !== '0');

const put = async (number: number): Promise<void> => {
  const Item = {
    pk: { S: `item-${number % AT_ONCE}` },
    kind: { S: 'open' },
    number: { S: String(number).padStart(8, '0') },
  };
  await table.call('PutItem', { TableName: tableDefinition.TableName, Item });
  process.stdout.write(`${number}\n`);
};

for (let first = Number(from); ; first += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => put(first + index)));
}
