import * as z from 'zod/mini';
import { capabilities, limit, problem } from '#domain/capability.ts';

const text = z.string();

/** How a project gets to an ERP, or why it does not. */
export const way = z.enum([
  /** The ERP is called at once. */
  'cloud_call',
  /** A task waits until an agent in the company's own network fetches it. */
  'agent_queue',
  /** A file waits for an accountant. */
  'import_file',
  /** The job is made in the ERP first; a project is tied to it. */
  'link_only',
  /** The job is made in the ERP, and a project follows from it. */
  'import_only',
]);
export type Way = z.infer<typeof way>;

const documented = z.nullable(z.boolean());

/** What one ERP can do through this service, and through Procore's own connector. */
export const matrixRow = z.object({
  id: text,
  name: text,
  /** What the `erp` of an integration with it is called: itself, or the connector that serves it. */
  integrate_as: text,
  way,
  capabilities,
  limits: z.array(limit),
  prerequisites: z.array(problem),
  /** In sentences for people. */
  explanation: text,
  /** What Procore documents of its own connector, or of its vendor's; null where nothing is. A member is null where it is not said. */
  procore: z.nullable(
    z.object({
      way,
      export: documented,
      update: documented,
      import: documented,
      link: documented,
      sources: z.array(text),
    }),
  ),
  /** Where this service and Procore's own connector differ, in sentences for people. */
  differences: z.array(text),
});
export type MatrixRow = z.infer<typeof matrixRow>;
