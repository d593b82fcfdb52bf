/** Prints the template of the stage whose settings are the first argument, as JSON. */
import { checkStage } from '#lib/stage-check.ts';
import { synthesise } from '#lib/synthesise.ts';

const [, , settings = ''] = process.argv;
try {
  process.stdout.write(JSON.stringify(synthesise(checkStage(JSON.parse(settings)))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
