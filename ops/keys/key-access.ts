import type { World } from '#ops/command.ts';
import { NoDeployment } from '#ops/deployment.ts';
import type { KeyStore } from '#ops/keys/key-store.ts';

/** @throws {NoDeployment} where the deployment does not say where its keys are. */
export const keyStoreOf = ({ keyStore }: World): KeyStore => {
  if (keyStore !== null) return keyStore;
  throw new NoDeployment(
    'The deployment does not say where its keys are: deploy this release first, and name it by --stage or --local.',
  );
};
