declare module 'asl-validator' {
  interface Verdict {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  }

  /** Checks a definition in the Amazon States Language, given as an object. */
  export default function validate(definition: unknown): Verdict;
}
