import { CannotStart } from '#local/failure.ts';
import { Progress } from '#local/progress.ts';
import { readSettings } from '#local/settings.ts';
import { start, type LocalCloud } from '#local/start.ts';

// As in Lambda.
process.env['TZ'] = 'UTC';

const say = (line: string): void => console.log(line);

/** Ends the process with what went wrong: in one line where a person can mend it. */
const fail = (error: unknown): never => {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exit(1);
};

const run = async (): Promise<LocalCloud> => {
  const settings = readSettings(process.env);
  // The table's engine throws outside of any call when its folder is not what it wrote there.
  const unreadable = ({ message }: Error): never =>
    fail(new CannotStart(`DATA_DIR ${settings.dataDir} cannot be used: its table does not open (${message}).`));
  process.on('uncaughtException', unreadable);
  const cloud = await start(settings, new Progress(say));
  process.off('uncaughtException', unreadable);
  say(`Send to ERP is ready: ${cloud.url}`);
  say(`Open it in a browser: the page walks you through. Data and logs are in ${settings.dataDir}; Ctrl+C stops.`);
  return cloud;
};

const cloud = await run().catch(fail);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cloud.stop().then(() => process.exit(0), fail));
}
