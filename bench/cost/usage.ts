import type { Endpoints } from '#local/platform.ts';

/** What calls to one function came to. */
export interface FunctionUsage {
  readonly memoryMb: number;
  readonly invocations: number;
  /** How many of them a container had to be started for. */
  readonly starts: number;
  /** Calls to services of AWS. */
  readonly calls: Readonly<Partial<Record<keyof Endpoints, number>>>;
  /** Calls to an ERP, and how many of the function's own calls they were made in. */
  readonly erpCalls: number;
  readonly conversations: number;
}

/** What a request used, as it was counted. */
export interface Usage {
  /** By the function's name in functions/env.ts. */
  readonly functions: Readonly<Record<string, FunctionUsage>>;
  /** Requests that the HTTP API handed to a function. */
  readonly httpRequests: number;
  readonly executions: number;
  /** States entered, and retries. */
  readonly transitions: number;
  /** Errors of tasks, repeated or not. */
  readonly failures: number;
  /** DynamoDB's request units, of the table and its indexes. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Sends, receives and deletes. */
  readonly queueRequests: number;
  readonly mails: number;
  readonly secretReads: number;
  /** Writes of objects, and questions whether one is there. */
  readonly filePuts: number;
  readonly fileReads: number;
  /** Lines that functions wrote, and bytes in them. */
  readonly logLines: number;
  readonly logBytes: number;
}

/** Calls of all functions. */
export const invocationsOf = ({ functions }: Pick<Usage, 'functions'>): number =>
  Object.values(functions).reduce((sum, { invocations }) => sum + invocations, 0);
