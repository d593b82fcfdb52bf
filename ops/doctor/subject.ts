import type * as z from 'zod';
import { dynamoIntegrations } from '#aws/integrations.ts';
import { dynamoLedger } from '#aws/ledger.ts';
import type { Integration, KnownIntegration } from '#domain/integration.ts';
import type { Clock, Ledger } from '#domain/ports.ts';
import type { Checkout } from '#ops/doctor/checkout.ts';
import type { AwsClients } from '#ops/doctor/clients.ts';
import { companiesOf } from '#ops/doctor/companies.ts';
import { CannotCheck } from '#ops/doctor/finding.ts';
import type { Stack } from '#ops/doctor/stack.ts';
import { ofType, type Template, type Wanted } from '#ops/doctor/template.ts';

/** As operators write an integration. */
export const nameOf = ({ company_id, id }: Pick<Integration, 'company_id' | 'id'>): string => `${company_id}/${id}`;

/** What checks need of the outside. */
export interface Surroundings {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

/** A deployment that is looked at, in AWS or on this machine. */
export class Deployed {
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly #outputs: Readonly<Record<string, string | undefined>>;
  #integrations: Promise<readonly KnownIntegration[]> | undefined;

  constructor(outputs: Readonly<Record<string, string | undefined>>, { aws, clock, fetch }: Surroundings) {
    this.#outputs = outputs;
    this.aws = aws;
    this.clock = clock;
    this.fetch = fetch;
  }

  /** An output of its stack. @throws {CannotCheck} when it has none of that name. */
  output(name: string): string {
    const value = this.#outputs[name];
    if (value !== undefined) return value;
    throw new CannotCheck(`The stack puts out no ${name}.`, 'Deploy this checkout: it puts out all that doctor needs.');
  }

  get ledger(): Ledger {
    return dynamoLedger({ client: this.aws.table, name: this.output('TableName') });
  }

  /** Of all companies: those of the stage file, and those that operators keep. Read once. */
  integrations(): Promise<readonly KnownIntegration[]> {
    return (this.#integrations ??= this.#readIntegrations());
  }

  /** Ids of companies that may have integrations. */
  protected companies(): Promise<ReadonlySet<number>> {
    return companiesOf(this.output('Companies'), this.ledger);
  }

  async #readIntegrations(): Promise<readonly KnownIntegration[]> {
    const stored = dynamoIntegrations(this.aws.table, this.output('TableName'), this.clock);
    const companies = [...(await this.companies())].sort((a, b) => a - b);
    return (await Promise.all(companies.map((id) => stored.list(id)))).flat();
  }
}

/** A resource that should be there, and what its service knows it by. */
export interface Resource<Properties> extends Wanted<Properties> {
  readonly id: string;
}

/** A stack in AWS, beside what this checkout would deploy in its place. */
export class DeployedStack extends Deployed {
  readonly stack: Stack;
  readonly checkout: Checkout;

  constructor(stack: Stack, checkout: Checkout, surroundings: Surroundings) {
    super(stack.outputs, surroundings);
    this.stack = stack;
    this.checkout = checkout;
  }

  /** What should run: this checkout's, or where it has no such stage what was deployed. */
  get wanted(): Template {
    return 'template' in this.checkout ? this.checkout.template : this.stack.template();
  }

  /** The resources of a type that should be there and that the stack has. What it lacks is told by the check `checkout`. */
  resources<Shape extends z.ZodType>(type: string, shape: Shape): Resource<z.output<Shape>>[] {
    const deployed = this.stack.resources();
    return ofType(this.wanted, type, shape).flatMap((each) => {
      const id = deployed.get(each.logicalId)?.id;
      return id === undefined ? [] : [{ ...each, id }];
    });
  }

  /** What a service knows the one resource by. @throws {CannotCheck} when the stack has none. */
  idOf(logicalId: string | undefined): string {
    const id = logicalId === undefined ? undefined : this.stack.resources().get(logicalId)?.id;
    if (id !== undefined) return id;
    const what = `The stack does not have what this check looks at${logicalId === undefined ? '' : ` (${logicalId})`}.`;
    throw new CannotCheck(what, 'Deploy this checkout.');
  }

  protected override companies(): Promise<ReadonlySet<number>> {
    const secrets = { client: this.aws.secrets, prefix: this.output('SecretPrefix') };
    return companiesOf(this.output('Companies'), this.ledger, secrets);
  }
}
