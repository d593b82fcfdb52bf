/** Whether a secret was not read because it is scheduled for deletion: Secrets Manager has no error of its own for that. */
export const isAboutToGo = (error: unknown): boolean =>
  error instanceof Error && error.name === 'InvalidRequestException' && /deletion|deleted/.test(error.message);
