import type { ErpDouble, MakeDouble } from '#erp/double.ts';
import type { Happening } from '#local/erp/happening.ts';
import type { Journal } from '#local/erp/journal.ts';

/**
 * The double of an ERP that remembers by its journal: what it holds follows from what happened to it, so that is written down
 * before it is answered, and happens again at the next start.
 */
export class RecordedErp {
  readonly double: ErpDouble;
  readonly #journal: Journal;
  #now = new Date(0);
  #last: Promise<unknown> = Promise.resolve();

  private constructor(makeDouble: MakeDouble, journal: Journal) {
    this.double = makeDouble({ clock: () => this.#now });
    this.#journal = journal;
  }

  static async open(makeDouble: MakeDouble, journal: Journal): Promise<RecordedErp> {
    const erp = new RecordedErp(makeDouble, journal);
    // What an ERP refused then, such as a number that is taken, it refuses again.
    for (const past of journal.past) await erp.#undergo(past).catch(() => null);
    return erp;
  }

  /** One thing after the other, as they come. The answer to a call; null to anything else. @throws what the double refuses people */
  happen(next: Happening): Promise<Response | null> {
    const answer = this.#last.then(() => {
      this.#journal.add(next);
      return this.#undergo(next);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #undergo(next: Happening): Promise<Response | null> {
    this.#now = new Date(next.at);
    switch (next.what) {
      case 'made_by_hand':
        this.double.makeByHand(next);
        return null;
      case 'access_ended':
        this.double.expireSessions();
        return null;
      case 'call': {
        const { method, url, headers, body, mood } = next;
        if (mood !== null && this.double.isWrite(next)) this.double.answerNext(mood);
        return this.double.fetch(url, { method, headers, ...(body !== '' && { body }) });
      }
    }
  }
}
