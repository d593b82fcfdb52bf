import type { LinkKeys } from '#domain/ports.ts';
import type { ServiceDeps } from '#use-cases/deps.ts';
import type { OptionDeps } from '#use-cases/erp-options.ts';
import type { LookUpDeps } from '#use-cases/look-up-job.ts';
import type { SignIn } from '#oidc/sign-in.ts';

export interface ApprovalsDeps extends ServiceDeps, LookUpDeps, OptionDeps {
  readonly linkKeys: LinkKeys;
  readonly stage: string;
  /** Where approvers reach this service, without a trailing slash. */
  readonly publicUrl: string;
  /** Null for a stage without one: then nobody can prove who they are, and what needs a sign-in is decided through the API. */
  readonly signIn: SignIn | null;
}
