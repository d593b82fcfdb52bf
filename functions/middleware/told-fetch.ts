import { logger } from '#middleware/observability.ts';

/**
 * A fetch that says in the log how long an ERP took until its answer began, and what status it gave; 0 where it gave none. Of the
 * address nothing is said: it may hold a token or a name.
 */
export const toldFetch =
  (erp: string, fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (address, init) => {
    const startedAt = performance.now();
    const tell = (status: number): void =>
      logger.info('erp_called', {
        erp,
        method: init?.method ?? 'GET',
        status,
        erp_answer_ms: Math.round(performance.now() - startedAt),
      });
    try {
      const answer = await fetch(address, init);
      tell(answer.status);
      return answer;
    } catch (error) {
      tell(0);
      throw error;
    }
  };
