/** Something that is wrong with a deployment, or that could not be looked at. Holds no secrets, links or mail addresses. */
export interface Finding {
  /** `unchecked`: nobody knows whether it is wrong. */
  readonly kind: 'fault' | 'unchecked';
  /** One sentence or two. */
  readonly what: string;
  /** What whoever is on duty does about it. */
  readonly todo: string;
}

export const fault = (what: string, todo: string): Finding => ({ kind: 'fault', what, todo });

/** Something that a check needs is not there, so it says nothing about the rest. The message says what is missing. */
export class CannotCheck extends Error {
  override readonly name = 'CannotCheck';
  readonly todo: string;

  constructor(what: string, todo: string) {
    super(what);
    this.todo = todo;
  }
}

/** What services call it when the caller lacks a permission. */
const DENIED =
  /^(AccessDenied(Exception)?|UnauthorizedOperation|UnauthorizedException|AuthorizationError(Exception)?)$/;

/** Their messages name the action, but also people: only the action is repeated. */
const ACTION = /not authorized to perform:? ([\w-]+:\w+)/;

/** Why something could not be looked at, in words. Of a service's error only the name: what it says may quote addresses. */
export const unchecked = (error: unknown): Finding => {
  if (error instanceof CannotCheck) return { kind: 'unchecked', what: error.message, todo: error.todo };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (!DENIED.test(name)) {
    const todo = "Run doctor again; when it stays, look at the region's state in the AWS Health Dashboard.";
    return { kind: 'unchecked', what: `It could not be looked at: ${name}.`, todo };
  }
  const action = ACTION.exec(message)?.[1];
  const what = `Access was denied${action === undefined ? '' : ` to ${action}`}.`;
  return {
    kind: 'unchecked',
    what,
    todo: 'Grant it to whoever runs doctor: docs/operations.md lists what each check needs.',
  };
};

const same = (one: Finding, other: Finding): boolean => one.what === other.what && one.kind === other.kind;

/** What a look comes to, at once or later. */
export type Found = readonly Finding[] | Promise<readonly Finding[]>;

/** Findings of a look. One that fails finds that it could not be made. */
export const foundBy = async (look: () => Found): Promise<readonly Finding[]> => {
  try {
    return await look();
  } catch (error) {
    return [unchecked(error)];
  }
};

/** Looks at each thing by itself: one that cannot be looked at hides nothing about the others. What is said twice is said once. */
export const ofEach = async <Thing>(things: readonly Thing[], look: (thing: Thing) => Found): Promise<Finding[]> => {
  const found = await Promise.all(things.map((thing) => foundBy(() => look(thing))));
  return found.flat().filter((each, at, all) => all.findIndex((other) => same(each, other)) === at);
};

/** What services call it when they have no such thing. */
const GONE =
  /^(ResourceNotFound(Exception)?|NotFoundException|NoSuchBucket|NotFound|StateMachineDoesNotExist|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/** A service's answer; null where it has no such thing. */
export const orNull = async <Answer>(answer: Promise<Answer>): Promise<Answer | null> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && GONE.test(error.name)) return null;
    throw error;
  }
};
