import { readTemplate, type Template } from '#ops/doctor/template.ts';

/** What this checkout makes of a stage, or why it makes nothing of it. */
export type Checkout = { readonly template: Template } | { readonly trouble: string };

/** CDK is loaded when it is asked for: no other command needs it. */
export const checkoutOf = async (stage: string): Promise<Checkout> => {
  const [{ stageOf }, { WrongSettings }, { synthesise }] = await Promise.all([
    import('#lib/stages.ts'),
    import('#lib/stage-check.ts'),
    import('#lib/synthesise.ts'),
  ]);
  try {
    return { template: readTemplate(synthesise(stageOf(stage))) };
  } catch (error) {
    if (error instanceof WrongSettings) return { trouble: error.message };
    throw error;
  }
};
