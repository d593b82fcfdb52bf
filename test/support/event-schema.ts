import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { EVENT_SOURCE, type PublishedEvent } from '#domain/event-detail.ts';

/** An event as a rule's target gets it, as far as the contract says. */
export const envelopeOf = ({ type, detail }: PublishedEvent) => ({
  source: EVENT_SOURCE,
  'detail-type': type,
  time: detail.at.replace(/\.\d+Z$/, 'Z'),
  detail,
});

/** What a published document has against an event, as the message of that name; null for nothing. */
export const judgeBy = (document: object) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  // The package is CommonJS: its types name the module where its default export is meant.
  ajvFormats.default(ajv);
  ajv.addSchema(document, 'contract');
  return (message: string, event: unknown): string | null => {
    const validate = ajv.getSchema(`contract#/components/messages/${message}/payload`);
    if (validate === undefined) return `${message} is not in the contract`;
    return validate(event) === true ? null : ajv.errorsText(validate.errors);
  };
};
