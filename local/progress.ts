import type { SentMail } from '#local/services/mail.ts';
import type { ExecutionRecord } from '#local/workflow/executions.ts';
import type { Outcome } from '#local/workflow/interpreter.ts';
import type { FunctionAnswer } from '#local/workflow/task.ts';

/** What the person at the terminal hears of. */
export class Progress {
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  mailed({ to, subject }: SentMail): void {
    this.#note(`mail to ${to}: ${subject}`);
  }

  exported(name: string): void {
    this.#note(`export ${name}`);
  }

  ended({ name, history }: ExecutionRecord, { status }: Outcome): void {
    const path = history.flatMap((event) => ('name' in event ? [event.name] : []));
    this.#note(`workflow ${name} ${status.toLowerCase()}: ${path.join(' > ')}`);
  }

  /** A call that nobody waits for; only its failure is worth a line. */
  called(functionName: string, answer: FunctionAnswer): void {
    if (!answer.ok) this.#note(`${functionName} failed: ${answer.errorType}: ${answer.errorMessage}`);
  }

  /** A call to AWS that somebody may not make: a grant is missing in lib/. */
  refused(message: string): void {
    this.#note(`refused: ${message}`);
  }

  #note(line: string): void {
    this.#say(`${new Date().toISOString().slice(11, 19)}  ${line}`);
  }
}
