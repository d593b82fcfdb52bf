/** Every way a call can be refused. The HTTP edge gives each code its status; a new code without one does not compile. */
export type ErrorCode =
  | 'malformed_request'
  | 'missing_idempotency_key'
  | 'unauthenticated'
  | 'missing_privilege'
  | 'own_request'
  | 'sign_in_required'
  | 'sign_in_failed'
  | 'other_person'
  | 'session_over'
  | 'foreign_form'
  | 'not_found'
  | 'open_request_exists'
  | 'wrong_state'
  | 'synced_elsewhere'
  | 'already_decided'
  | 'stale_snapshot'
  | 'link_expired'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'invalid_fields'
  | 'preflight_failed'
  | 'wrong_check_code'
  | 'idempotency_key_reused'
  | 'erp_unavailable'
  | 'conflict';

/** Messages per field, the field named by its dotted path in the body (`project.name`, `cost_codes.3.full_code`). */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** What a refusal may carry besides its sentence. */
export interface ErrorDetails {
  readonly fields?: FieldErrors;
  /** Members added to the problem document, such as the current state on a 409. Never secrets. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A refusal with a reason a person can act on. `message` is shown to the caller, so it holds no internals. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly fields: FieldErrors | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.fields = details.fields;
    this.extra = details.extra ?? {};
  }
}

/** The one answer for a company, project or request that does not exist or is not the caller's: nothing tells them apart. */
export const notFound = (): DomainError => new DomainError('not_found', 'There is no such resource.');
