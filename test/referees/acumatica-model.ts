import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractPath } from './contracts.ts';

// What Acumatica's own client says of the entities that the connector writes and reads. Source of every line number:
// https://github.com/Acumatica/AcumaticaRESTAPIClientForCSharp, commit 801a50bee9b46f0aebe3801f0f91b68997e0ceb4.

const MODEL = 'Acumatica.Default_24.200.001/Model';

/** A member of an entity: its type in the client, its column's length where one is given, the line that names it. */
interface Member {
  readonly type: string;
  readonly max?: number;
  readonly line: number;
}
export type Entity = Readonly<Record<string, Member>>;
export type Model = Readonly<Record<string, Entity>>;

/** The members that the connector uses. */
export const PINNED: Model = {
  Project: {
    Customer: { type: 'StringValue', line: 46 },
    Description: { type: 'StringValue', max: 255, line: 54 },
    ExternalRefNbr: { type: 'StringValue', max: 30, line: 78 },
    Hold: { type: 'BooleanValue', line: 88 },
    ProjectID: { type: 'StringValue', max: 30, line: 115 },
    ProjectProperties: { type: 'ProjectProperties', line: 118 },
    ProjectTemplateID: { type: 'StringValue', line: 127 },
    ProjectAddress: { type: 'ProjectAddress', line: 147 },
  },
  ProjectProperties: {
    EndDate: { type: 'DateTimeValue', line: 23 },
    StartDate: { type: 'DateTimeValue', line: 41 },
  },
  ProjectAddress: {
    AddressLine1: { type: 'StringValue', max: 255, line: 23 },
    City: { type: 'StringValue', max: 50, line: 31 },
    Country: { type: 'StringValue', max: 2, line: 40 },
    State: { type: 'StringValue', max: 50, line: 48 },
    PostalCode: { type: 'StringValue', max: 20, line: 57 },
    Latitude: { type: 'DecimalValue', line: 64 },
    Longitude: { type: 'DecimalValue', line: 71 },
  },
  ProjectTemplate: {
    Description: { type: 'StringValue', max: 255, line: 31 },
    ProjectTemplateID: { type: 'StringValue', max: 30, line: 57 },
    Status: { type: 'StringValue', max: 1, line: 65 },
  },
  Customer: {
    CustomerID: { type: 'StringValue', max: 30, line: 133 },
    CustomerName: { type: 'StringValue', max: 255, line: 152 },
    Status: { type: 'StringValue', max: 1, line: 447 },
  },
};

/** Where copies of Acumatica's repositories lie, each file under its path there. */
const FOLDERS = [process.env['ACUMATICA_SOURCES'], contractPath('acumatica')].filter((one) => one !== undefined);

/** A file of Acumatica's repositories; null where no copy of it lies. */
export const vendorFile = (path: string): string | null => {
  const folder = FOLDERS.find((one) => existsSync(join(one, path)));
  return folder === undefined ? null : readFileSync(join(folder, path), 'utf8');
};

const MEMBER = /\[DataMember\(Name="(\w+)".*\]\s+public (?:List<)?(\w+)/;

/** Every member that a class of the client has; null where no copy of its file lies. */
export const membersOf = (entity: string): Entity | null => {
  const lines = vendorFile(`${MODEL}/${entity}.cs`)?.split(/\r?\n/);
  if (lines === undefined) return null;
  let max: number | undefined;
  const members: Record<string, Member> = {};
  for (const [index, line] of lines.entries()) {
    const length = /SQL Type: n?(?:var)?char\((\d+)\)/.exec(line)?.[1];
    if (length !== undefined) max = Number(length);
    const [, name, type] = MEMBER.exec(`${line}\n${lines[index + 1] ?? ''}`) ?? [];
    if (name === undefined || type === undefined) continue;
    members[name] = { type, ...(max !== undefined && { max }), line: index + 1 };
    max = undefined;
  }
  return members;
};
