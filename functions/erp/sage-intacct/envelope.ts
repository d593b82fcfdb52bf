import type { IntacctCredentials, IntacctSettings } from '#erp/sage-intacct/schemas.ts';
import { element, elements, writeXml, type Element } from '#erp/sage-intacct/write-xml.ts';

/** One function to be carried out. */
export interface Call {
  /** At most 256 characters. */
  readonly controlId: string;
  readonly function: Element;
  /** True for a write: the gateway then rejects a control id that it has carried out before. */
  readonly once: boolean;
}

/** The user's own sign-in, into the settings' entity if they name one. */
export const login = (
  { company_id, entity }: Pick<IntacctSettings, 'company_id' | 'entity'>,
  { user_id, user_password }: IntacctCredentials,
): Element =>
  element(
    'login',
    elements({
      userid: user_id,
      companyid: company_id,
      password: user_password,
      ...(entity !== undefined && { locationid: entity }),
    }),
  );

/** A request of the gateway's version 3.0, its elements in the order of Sage's schema. */
export const requestXml = (credentials: IntacctCredentials, authentication: Element, call: Call): string => {
  const control = elements({
    senderid: credentials.sender_id,
    password: credentials.sender_password,
    controlid: call.controlId,
    uniqueid: String(call.once),
    dtdversion: '3.0',
    includewhitespace: 'false',
    // Names the field at fault, where Sage knows it.
    showadditionalerrorinfo: 'true',
  });
  const content = [element('function', [call.function], { controlid: call.controlId })];
  const operation = [element('authentication', [authentication]), element('content', content)];
  const request = element('request', [element('control', control), element('operation', operation)]);
  return `<?xml version="1.0" encoding="UTF-8"?>${writeXml(request)}`;
};
