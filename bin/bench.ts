import { measureAwsCalls } from '#bench/aws-calls.ts';
import { measureBundles } from '#bench/bundles.ts';
import { measureLocalServer } from '#bench/local-server.ts';
import type { Row } from '#bench/row.ts';

const verdict = ({ value, goal }: Row): string => {
  if (goal === null) return '';
  return value <= goal ? `goal <= ${goal}: held` : `goal <= ${goal}: MISSED`;
};

const rows = [...(await measureAwsCalls()), ...(await measureBundles()), ...(await measureLocalServer())];
const width = Math.max(...rows.map(({ what }) => what.length));
for (const row of rows) {
  const value = row.unit === 'calls' ? String(row.value) : row.value.toFixed(row.unit === 'KB' ? 0 : 2);
  console.log(`${row.what.padEnd(width)}  ${value.padStart(8)} ${row.unit.padEnd(5)}  ${verdict(row)}`.trimEnd());
}
