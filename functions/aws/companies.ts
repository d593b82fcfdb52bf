import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Table } from '#aws/batches.ts';

/** Partition of one item per company that ever had an integration: whoever looks through all companies need not scan. */
const COMPANIES = 'COMPANIES';

/** Primary key of the item that says that there is a company. It holds nothing else. */
export const companyItemKey = (companyId: number) => marshall({ pk: COMPANIES, sk: String(companyId) });

const companyItem = z.object({ sk: z.pipe(z.string(), z.transform(Number)) });

/** Ids of all companies that ever had an integration. */
export const knownCompanies = async ({ client, name }: Table): Promise<number[]> => {
  const pages = paginateQuery(
    { client },
    {
      TableName: name,
      KeyConditionExpression: 'pk = :companies',
      ExpressionAttributeValues: marshall({ ':companies': COMPANIES }),
    },
  );
  const found: number[] = [];
  for await (const { Items = [] } of pages) found.push(...Items.map((item) => companyItem.parse(unmarshall(item)).sk));
  return found;
};
