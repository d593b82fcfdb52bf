import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';

/** What DynamoDB counts for a list or a map around what is in it. */
const CONTAINER = 3;

const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  // Two digits in a byte, and one for sign and exponent.
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/\D/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return CONTAINER + value.reduce<number>((sum, each) => sum + 1 + bytesOf(each), 0);
  if (typeof value === 'object' && value !== null) {
    return CONTAINER + Object.values(value).length + fieldsOf(value);
  }
  return 1;
};

const fieldsOf = (fields: object): number =>
  Object.entries(fields).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value), 0);

const attributes = z.record(z.string(), z.custom<AttributeValue>());

/**
 * Bytes of an item, given as DynamoDB's API gives it, as DynamoDB counts them: names and values
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export const itemBytes = (item: unknown): number => fieldsOf(unmarshall(attributes.parse(item)));
