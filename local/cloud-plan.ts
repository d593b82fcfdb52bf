import { CannotStart } from '#local/failure.ts';
import { routesOf, type Route } from '#local/http-api/routes.ts';
import { eventSourcesOf, type EventSource } from '#local/queues/event-sources.ts';
import { queuesOf, type Queue } from '#local/queues/queues.ts';
import { schedulesOf, type Schedule } from '#local/schedules.ts';
import { seedingsOf, type Seeding } from '#local/seeding.ts';
import { tableOf, type TableDefinition } from '#local/services/table.ts';
import { functionsOf, type FunctionSpec } from '#local/template/functions.ts';
import { Intrinsics } from '#local/template/intrinsics.ts';
import type { Addresses } from '#local/template/names.ts';
import { readTemplate } from '#local/template/template.ts';
import { stateMachineOf, type StateMachine } from '#local/workflow/workflow.ts';

/** Everything of a template that runs here. */
export interface CloudPlan {
  readonly intrinsics: Intrinsics;
  readonly functions: readonly FunctionSpec[];
  readonly routes: readonly Route[];
  readonly table: TableDefinition;
  /** Names of the buckets. */
  readonly buckets: readonly string[];
  /** Names of the event buses. */
  readonly eventBuses: readonly string[];
  readonly queues: readonly Queue[];
  readonly eventSources: readonly EventSource[];
  readonly stateMachine: StateMachine;
  readonly schedules: readonly Schedule[];
  readonly seedings: readonly Seeding[];
}

const namesOf = (intrinsics: Intrinsics, type: string): string[] =>
  intrinsics.resources(type, []).map(({ logicalId }) => intrinsics.ref(logicalId));

/**
 * Reads a template for these addresses.
 * @throws {CannotStart} when it holds what cannot run here.
 */
export const planOf = (template: string, addresses: Addresses): CloudPlan => {
  try {
    const intrinsics = new Intrinsics(readTemplate(template), addresses);
    const functions = functionsOf(intrinsics);
    const queues = queuesOf(intrinsics);
    return {
      intrinsics,
      functions,
      routes: routesOf(intrinsics),
      table: tableOf(intrinsics),
      buckets: namesOf(intrinsics, 'AWS::S3::Bucket'),
      eventBuses: namesOf(intrinsics, 'AWS::Events::EventBus'),
      queues,
      eventSources: eventSourcesOf(intrinsics, queues, functions),
      stateMachine: stateMachineOf(intrinsics),
      schedules: schedulesOf(intrinsics),
      seedings: seedingsOf(intrinsics, functions),
    };
  } catch (error) {
    throw new CannotStart(error instanceof Error ? error.message : String(error), error);
  }
};
