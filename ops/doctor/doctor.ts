import { WrongUsage, type OfflineCommand } from '#ops/command.ts';

/** Looks at a deployment and says what is wrong with it. Changes nothing. */
export const doctor: OfflineCommand = {
  isOffline: true,
  takes: '',
  does: 'checks a deployment against this checkout: all that is wrong with it, each with what to do about it',
  options: {},
  run: async ({ words, options }) => {
    const { stage, local } = options;
    const others = Object.keys(options).filter((name) => !['stage', 'local', 'json'].includes(name));
    if (words.length > 0 || others.length > 0 || (stage === undefined) === (local === undefined)) {
      throw new WrongUsage('doctor takes one deployment: --stage dev, or --local.');
    }
    // Twelve services' clients, which no other command waits for.
    const { examineStage, examineThisMachine } = await import('#ops/doctor/examination.ts');
    return typeof stage === 'string' ? examineStage(stage) : examineThisMachine();
  },
};
