import type { Found } from '#ops/doctor/finding.ts';

/** One thing that goes wrong in deployments, looked at without changing anything. */
export interface Check<Subject> {
  /** As it stands in docs/operations.md. */
  readonly name: string;
  /** Actions of IAM that it needs. */
  readonly permissions: readonly string[];
  /** All that it finds. @throws whatever keeps it from looking; what it found until then is lost, so it looks at several things by `ofEach`. */
  run(subject: Subject): Found;
}
