/** Why the local cloud cannot start, in one line for the person who started it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';

  constructor(message: string, cause?: unknown) {
    super(message.replaceAll(/\s*\n\s*/g, ' '), { cause });
  }
}

/** Code of a system error (`EADDRINUSE`), if it is one. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
