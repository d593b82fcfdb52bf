import { CALL_FAULTS } from '#simulation/engine/faults.ts';
import type { Service } from '#simulation/engine/process.ts';
import type { Random } from '#simulation/engine/random.ts';

const latencyOf =
  (usual: number, rare: number) =>
  (random: Random): number =>
    random.chance(0.05) ? random.between(usual, rare) : random.between(1, usual);

/** DynamoDB, Step Functions, SQS, SES. */
export const AWS: Service = { faults: CALL_FAULTS, latency: latencyOf(20, 1_500), slowest: 40_000 };

/**
 * An ERP over the internet. Its client does not ask again by itself, and no request is on its way for longer than the export
 * function's margin before the lease of its attempt ends.
 */
export const ERP: Service = {
  faults: ['crash_before', 'crash_after', 'slow'],
  latency: latencyOf(2_000, 8_000),
  slowest: 9_000,
};

/** How long a connector waits for an ERP's answer, in milliseconds. */
export const ERP_PATIENCE_MS = 30_000;
