import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';

/** An item as DynamoDB holds it. */
export type Item = Record<string, AttributeValue>;

/** Version of the items' shape, the attribute `schema` of each. Raised when an older release could not read what is written. */
export const SCHEMA = 1;

/** Items of the release before are read as they are: what they lack has a default in their shape. */
const OLDEST_SCHEMA = SCHEMA - 1;

const unreadable = ({ input }: { readonly input?: unknown }): string =>
  `the item is written in schema ${String(input)}, and this release reads only ${OLDEST_SCHEMA} and ${SCHEMA}`;

const written = z.object({ schema: z.literal([OLDEST_SCHEMA, SCHEMA], { error: unreadable }) });

/**
 * Reads an item whose shape `content` declares; keys and other attributes are left out.
 * @throws {z.core.$ZodError} for an unknown schema, or for an item that is not of that shape.
 */
export const readItem = <Content extends z.ZodMiniType>(content: Content, item: Item): z.infer<Content> => {
  const plain = unmarshall(item);
  written.parse(plain);
  return content.parse(plain);
};
