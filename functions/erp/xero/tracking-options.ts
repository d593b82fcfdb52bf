import { ErpError, type Job } from '#erp/connector.ts';
import { parseAnswer } from '#erp/http.ts';
import type { XeroApi } from '#erp/xero/api.ts';
import { refusalIn } from '#erp/xero/errors.ts';
import { markedIn, optionOf } from '#erp/xero/mapping.ts';
import type { JobRecord, ListRecords } from '#erp/xero/records.ts';
import { optionsAnswer, trackingCategories, type XeroOption } from '#erp/xero/replies.ts';

const CATEGORIES = '/api.xro/2.0/TrackingCategories';

/** The options of the tracking category with that name. */
export const trackingOptionsOf = (api: XeroApi, category: string): ListRecords => {
  const readCategory = async () => {
    // Archived options still hold their names and their jobs.
    const answer = await api.read(CATEGORIES, { includeArchived: 'true' }, trackingCategories);
    const found = answer.TrackingCategories.find(({ Name, Status }) => Name === category && Status === 'ACTIVE');
    if (found !== undefined) return found;
    throw new ErpError('refused', `Xero has no active tracking category "${category}", which the settings name.`);
  };

  /** The job's option in the answer to a write. Xero says 200 also where it made none. */
  const written = (text: string, { external_id }: Job): XeroOption => {
    const refusal = refusalIn(text);
    if (refusal !== undefined) throw refusal;
    const { Options } = parseAnswer(optionsAnswer, text, true);
    const own = Options.find(({ Name }) => markedIn(Name) === external_id);
    if (own !== undefined) return own;
    throw new ErpError('unknown_outcome', 'The answer of Xero does not hold the tracking option.');
  };

  return async () => {
    const { TrackingCategoryID: id, Options } = await readCategory();
    const path = `${CATEGORIES}/${id}/Options`;

    const recordOf = (option: XeroOption): JobRecord => ({
      id: option.TrackingOptionID,
      name: option.Name,
      url: null,
      change: async (job) => {
        const body = optionOf(job);
        if (body.Name === option.Name) return;
        const own = `${path}/${option.TrackingOptionID}`;
        written(await api.write(job, { method: 'POST', path: own, body, success: 200 }), job);
      },
    });

    return {
      kind: 'tracking option',
      records: (Options ?? []).filter(({ Status }) => Status !== 'DELETED').map(recordOf),
      make: async (job) =>
        recordOf(written(await api.write(job, { method: 'PUT', path, body: optionOf(job), success: 200 }), job)),
    };
  };
};
