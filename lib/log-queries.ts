import { readdirSync, readFileSync } from 'node:fs';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as z from 'zod';
import type { Stage } from '#lib/stage-settings.ts';

const FOLDER = new URL('../queries/', import.meta.url);
const ENDING = '.logs-insights';

/** Which logs a query looks through. */
const logs = z.enum(['functions', 'access', 'workflow']);
type Logs = z.infer<typeof logs>;

/** Names of the log groups of each kind. */
export type LogGroupNames = Readonly<Record<Logs, readonly string[]>>;

/** A query of CloudWatch Logs Insights, as a file of queries/ holds it: what it tells, where it looks, the query. */
export interface LogQuery {
  readonly name: string;
  readonly tells: string;
  readonly logs: Logs;
  readonly text: string;
}

/** @throws {Error} when the file does not begin with what it tells and where it looks */
const readQuery = (file: string): LogQuery => {
  const content = readFileSync(new URL(file, FOLDER), 'utf8').trim();
  const [, tells = '', where] = /^# (.+)\n# Logs: (\w+)\n/.exec(content) ?? [];
  const known = logs.safeParse(where);
  if (!known.success)
    throw new Error(`queries/${file} must begin with "# what it tells" and "# Logs: ${logs.options.join(' or ')}".`);
  return { name: file.slice(0, -ENDING.length), tells, logs: known.data, text: content };
};

/** All queries, by name. */
export const logQueries: readonly LogQuery[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(ENDING))
  .sort()
  .map(readQuery);

/** Puts the queries into the console of CloudWatch, under the stage's name. */
export class LogQueries extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, groups: LogGroupNames) {
    super(scope, id);
    for (const query of logQueries) {
      new CfnQueryDefinition(this, query.name, {
        name: `send-to-erp-${stage.name}/${query.name}`,
        queryString: query.text,
        logGroupNames: [...groups[query.logs]],
      });
    }
  }
}
