import { decide, type Need, type Right } from '#local/access/policy.ts';
import { permissionsOf } from '#local/access/permissions.ts';
import { rolesOf } from '#local/access/roles.ts';
import type { FunctionSpec } from '#local/template/functions.ts';
import type { Intrinsics } from '#local/template/intrinsics.ts';

/** Who calls AWS. */
export interface Caller {
  /** A function's name, or what else people know it by. */
  readonly name: string;
  /** ARN of its role, or the name of an AWS service. Null: it has none, and may do nothing. */
  readonly principal: string | null;
}

/** A call to AWS that somebody was allowed to make: who, what, how much. */
export interface AwsCall extends Need {
  readonly caller: Caller;
  /** Of the request's body. */
  readonly bytes: number;
  /** What of the policies allows it. */
  readonly by: readonly Right[];
}

/** Whoever wants to know what is called. */
export interface CallWatch {
  readonly onCall?: (call: AwsCall) => void;
  /** Told what a caller is told who may not do what it wants. */
  readonly onRefusal?: (message: string) => void;
}

/** In AWS's words, which name who, what and on what. */
const refusalOf = ({ name, principal }: Caller, { action, resource }: Need, isDenied: boolean): string => {
  const why = isDenied ? 'with an explicit deny' : 'because no policy allows it';
  return `${name} (${principal ?? 'no role'}) is not authorized to perform: ${action} on resource: ${resource} ${why}`;
};

/** Lets callers do what the template allows them, and nothing else. */
export class Access {
  /** By principal. */
  readonly rights: ReadonlyMap<string, readonly Right[]>;
  readonly #functions: ReadonlyMap<string, Caller>;
  readonly #watch: CallWatch;

  /** @throws {Error} when a policy uses what is not known here. */
  constructor(intrinsics: Intrinsics, functions: readonly FunctionSpec[], watch: CallWatch = {}) {
    this.rights = new Map([...rolesOf(intrinsics), ...permissionsOf(intrinsics)]);
    this.#functions = new Map(functions.map(({ name, role }) => [name, { name, principal: role }]));
    this.#watch = watch;
  }

  /** The function that an access key belongs to; undefined for any other key: whoever works on this machine may do everything. */
  callerWith(accessKey: string): Caller | undefined {
    return this.#functions.get(accessKey);
  }

  /** Why a caller may not do all of this; null when it may. */
  refusal(caller: Caller, needs: readonly Need[], bytes = 0): string | null {
    const rights = (caller.principal === null ? undefined : this.rights.get(caller.principal)) ?? [];
    for (const need of needs) {
      const decision = decide(rights, need);
      if (!decision.isAllowed) {
        const message = refusalOf(caller, need, decision.isDenied);
        this.#watch.onRefusal?.(message);
        return message;
      }
      this.#watch.onCall?.({ ...need, caller, bytes, by: decision.by });
    }
    return null;
  }
}
