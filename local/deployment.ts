import * as z from 'zod';
import { platformVariables, type Endpoints } from '#local/platform.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';
import { REGION } from '#local/template/names.ts';

/** Stands in DATA_DIR while the cloud runs. */
export const DEPLOYMENT_FILE = 'deployment.json';

const texts = z.record(z.string(), z.string());

/** How programs beside the local cloud find it: what the stack puts out, and the environment in which the SDK reaches it. */
export const localDeployment = z.object({ outputs: texts, environment: texts });
export type LocalDeployment = z.output<typeof localDeployment>;

/** @throws {z.ZodError} when an output is no text. */
export const deploymentOf = (intrinsics: Intrinsics, endpoints: Endpoints): LocalDeployment => ({
  outputs: texts.parse(intrinsics.outputs()),
  environment: { ...platformVariables(endpoints), AWS_REGION: REGION },
});
