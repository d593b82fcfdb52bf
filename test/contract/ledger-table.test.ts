import { expect, it } from 'vitest';
import { only } from '#test/infrastructure/template.ts';
import { tableDefinition } from '#test/support/dynamo.ts';

it('the table on which the ledger is tested is the one that the stack makes', () => {
  expect(only('AWS::DynamoDB::Table').Properties).toMatchObject(tableDefinition);
});
