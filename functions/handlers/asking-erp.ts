import { ErpError } from '#domain/erp.ts';
import { DomainError } from '#domain/errors.ts';

/** An ERP that does not answer is no fault of this service; whoever asked tries again. @throws {DomainError} `erp_unavailable` */
export const askingErp = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ErpError)) throw cause;
    throw new DomainError('erp_unavailable', cause.message, { cause });
  }
};
