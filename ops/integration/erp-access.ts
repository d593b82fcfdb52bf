import type { ErpAccess, World } from '#ops/command.ts';
import { NoDeployment } from '#ops/deployment.ts';

/** @throws {NoDeployment} where the deployment does not say how its ERPs are reached. */
export const erpAccessOf = ({ erpAccess }: World): ErpAccess => {
  if (erpAccess !== null) return erpAccess;
  throw new NoDeployment(
    'The deployment does not say how its ERPs are reached: deploy this release first, and name it by --stage or --local.',
  );
};
