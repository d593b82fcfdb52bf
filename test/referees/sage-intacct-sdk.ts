import util from 'node:util';
import * as sdk from '@intacct/intacct-sdk';
import * as z from 'zod';
import { elementAt, textAt, type XmlElement } from '../../functions/erp/sage-intacct/read-xml.ts';

// The same project, given to Sage's own SDK by the SDK's own names.

// Node 23 has removed two functions that the SDK still calls when it reads an answer.
Object.assign(util, { isArray: Array.isArray, isNullOrUndefined: (value: unknown) => value == null });

const credentialsShape = z.object({
  sender_id: z.string(),
  sender_password: z.string(),
  user_id: z.string(),
  user_password: z.string(),
});

const senderOf = (credentials: unknown): sdk.ClientConfig => {
  const { sender_id, sender_password } = credentialsShape.parse(credentials);
  return Object.assign(new sdk.ClientConfig(), { senderId: sender_id, senderPassword: sender_password });
};

const localDay = (text: string): Date => {
  const [month = 0, day = 0, year = 0] = text.split('/').map(Number);
  return new Date(year, month - 1, day);
};

/** What the SDK writes for the values that stand in our request. */
export const sdkCreate = (request: XmlElement, credentials: unknown): string => {
  const controlId = textAt(request, 'control', 'controlid');
  const given = elementAt(request, 'operation', 'content', 'function', 'create', 'PROJECT');
  const value = (name: string): string | undefined => elementAt(given, name)?.text;
  const created = new sdk.Functions.Projects.ProjectCreate(controlId);
  const names = {
    projectId: 'PROJECTID',
    projectName: 'NAME',
    projectCategory: 'PROJECTCATEGORY',
    customerId: 'CUSTOMERID',
    referenceNo: 'DOCNUMBER',
    locationId: 'LOCATIONID',
  };
  for (const [property, name] of Object.entries(names)) {
    const text = value(name);
    if (text !== undefined) Object.assign(created, { [property]: text });
  }
  const [begin, end, custom] = [value('BEGINDATE'), value('ENDDATE'), value('SEND_TO_ERP_ID')];
  if (begin !== undefined) created.beginDate = localDay(begin);
  if (end !== undefined) created.endDate = localDay(end);
  if (custom !== undefined) created.customFields = [['SEND_TO_ERP_ID', custom]];
  const client = senderOf(credentials);
  client.sessionId = textAt(request, 'operation', 'authentication', 'sessionid');
  const config = new sdk.RequestConfig();
  Object.assign(config, { controlId, uniqueId: true });
  return new sdk.Xml.RequestBlock(client, config, [created]).writeXml();
};

const signInShape = z.object({ ...credentialsShape.shape, company_id: z.string(), entity: z.string().optional() });

/** What the SDK writes to begin a session. */
export const sdkSignIn = (given: unknown): string => {
  const { company_id, user_id, user_password, entity } = signInShape.parse(given);
  const client = Object.assign(senderOf(given), {
    companyId: company_id,
    userId: user_id,
    userPassword: user_password,
  });
  if (entity !== undefined) client.entityId = entity;
  const config = Object.assign(new sdk.RequestConfig(), { controlId: 'getAPISession', uniqueId: false });
  const call = new sdk.Functions.ApiSessionCreate('getAPISession');
  return new sdk.Xml.RequestBlock(client, config, [call]).writeXml();
};

const rows = z.array(z.record(z.string(), z.string())).catch([]);

/** What the SDK reads in an answer; `additionalinfo`, which it cannot ask for, it takes for a text and fails. */
export const sdkAnswer = (answer: string) => {
  const result = new sdk.Xml.OnlineResponse(answer.replace(/<additionalinfo>.*?<\/additionalinfo>/gs, '')).getResult();
  return {
    status: result.status,
    controlId: result.controlId,
    data: rows.parse(result.data),
    errors: z.array(z.string()).catch([]).parse(result.errors),
  };
};
