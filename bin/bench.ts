import { measureAwsCalls } from '#bench/aws-calls.ts';
import { measureBundles } from '#bench/bundles.ts';
import { measureCosts } from '#bench/cost/rows.ts';
import { measureLoad } from '#bench/load.ts';
import { measureLocalServer } from '#bench/local-server.ts';
import { measureMappings } from '#bench/mapping.ts';
import type { Row } from '#bench/row.ts';
import { measureSweeps } from '#bench/sweep.ts';

const verdict = ({ value, goal }: Row): string => {
  if (goal === null) return '';
  return value <= goal ? `goal <= ${goal}: held` : `goal <= ${goal}: MISSED`;
};

const rows = [
  ...(await measureAwsCalls()),
  ...(await measureCosts()),
  ...(await measureBundles()),
  ...(await measureMappings()),
  ...(await measureSweeps()),
  ...(await measureLocalServer()),
  ...(await measureLoad()),
];
const width = Math.max(...rows.map(({ what }) => what.length));
for (const row of rows) {
  const value = row.value.toFixed(row.unit === 'x' || row.unit === 'MB' || row.value < 10 ? 2 : 0);
  console.log(`${row.what.padEnd(width)}  ${value.padStart(8)} ${row.unit.padEnd(5)}  ${verdict(row)}`.trimEnd());
}
