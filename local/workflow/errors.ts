/** An error inside an execution, by the name that Retry and Catch go by. */
export class ExecutionError extends Error {
  override readonly name = 'ExecutionError';
  /** AWS's name (`States.Timeout`), a function's errorType, or the name a callback gave. */
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** Errors that no Retry or Catch reaches: they end the execution. */
const FATAL = 'States.Runtime';

/**
 * True when a Retry or Catch for these names applies to the error: `States.ALL` means any, `States.TaskFailed` any but a
 * time-out, and neither means a fault of the definition itself.
 */
export const matches = (names: readonly string[], { error }: ExecutionError): boolean => {
  if (error === FATAL) return false;
  return names.some(
    (name) => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
};

/** A fault that ends the execution whatever the definition catches: a path that finds nothing where the language wants something. */
export const fatal = (cause: string): ExecutionError => new ExecutionError(FATAL, cause);
