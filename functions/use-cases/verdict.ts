import { InvalidFields, readAcceptFields, type AcceptedFields, type FieldFault } from '#domain/accept-fields.ts';
import { acceptsMissing } from '#domain/accepts.ts';
import type { Erp } from '#domain/erp.ts';
import { DomainError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { accept, acceptInPart, reject, retry, type Acting } from '#domain/life.ts';
import type { ProjectRecord } from '#domain/project-record.ts';
import type { Request } from '#domain/request.ts';

/** What somebody decides. */
export type Verdict =
  | { readonly kind: 'accept'; readonly fields: AcceptedFields; readonly snapshotSha256: string }
  | { readonly kind: 'reject'; readonly reason: string; readonly snapshotSha256: string }
  /** `after`: the failed attempt that the person was shown; null where only the state counts. */
  | { readonly kind: 'retry'; readonly fields: AcceptedFields; readonly after: number | null };

/** @throws {DomainError} `stale_snapshot` when the person was shown other data than what would be exported: product.md, rule 3. */
export const requireSameSnapshot = ({ request }: { readonly request: Request }, verdict: Verdict): void => {
  if (verdict.kind === 'retry' || verdict.snapshotSha256 === request.snapshot_sha256) return;
  const { id, status, decision, snapshot_sha256 } = request;
  throw new DomainError(
    'stale_snapshot',
    'What would be exported is not what you were shown. Look at the request again.',
    { extra: { request: { id, status, decision }, snapshot_sha256 } },
  );
};

const fault = (faults: ReadonlyMap<string, FieldFault>): InvalidFields =>
  new InvalidFields('Some of the fields for the ERP are not as they must be.', faults);

/** @throws {DomainError} `invalid_fields` when an update would give the existing job another number. */
const keepJobId = (fields: AcceptedFields, synced: ProjectRecord['synced']): AcceptedFields => {
  if (synced && fields['job_id'] !== undefined && fields['job_id'] !== synced.job_id) {
    throw fault(new Map([['fields.job_id', { code: 'job_id_kept', jobId: synced.job_id }]]));
  }
  return fields;
};

/** @throws {DomainError} `invalid_fields` when somebody accepts with other fields than those who have accepted before. */
const keepAccepted = (fields: AcceptedFields, [first]: Request['accepted_by']): AcceptedFields => {
  if (first === undefined) return fields;
  const keys = [...new Set([...Object.keys(fields), ...Object.keys(first.fields)])];
  const others = keys.filter((key) => fields[key] !== first.fields[key]);
  if (others.length === 0) return fields;
  throw fault(
    new Map(
      others.map((key): [string, FieldFault] => [
        `fields.${key}`,
        { code: 'accepted_otherwise', value: first.fields[key] ?? '', by: first.by.name },
      ]),
    ),
  );
};

/** The approver's fields, completed with those accepted before and the job number the ERP would get anyway: checked and on record. */
const fieldsOf = (
  { accept_fields: asked }: Pick<Erp, 'accept_fields'>,
  { request, synced }: ProjectRecord,
  given: AcceptedFields,
): AcceptedFields => {
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ''));
  const completed: AcceptedFields = {
    ...(asked.some(({ key }) => key === 'job_id') && { job_id: request.suggested_job_id }),
    ...request.accepted_by[0]?.fields,
    ...filled,
  };
  return keepAccepted(keepJobId(readAcceptFields(asked, completed), synced), request.accepted_by);
};

/** What this verdict says of the ERP's extra fields; nothing where somebody has accepted with them before. */
export const fieldsSaid = ({ kind }: Verdict, before: Request, { decision, accepted_by }: Request): AcceptedFields => {
  if (kind === 'reject' || (kind === 'accept' && before.accepted_by.length > 0)) return {};
  return decision?.fields ?? accepted_by[0]?.fields ?? {};
};

/**
 * The record after a verdict. An accept is the decision once no other is missing.
 * @throws {DomainError} `wrong_state`, `invalid_fields`
 */
export const judged = (
  erp: Pick<Erp, 'accept_fields'>,
  integration: Integration,
  record: ProjectRecord,
  acting: Acting,
  verdict: Verdict,
): ProjectRecord => {
  const { request } = record;
  switch (verdict.kind) {
    case 'accept': {
      const fields = fieldsOf(erp, record, verdict.fields);
      const own = {
        by: acting.by,
        on_behalf_of: [...acting.onBehalfOf],
        at: acting.at.toISOString(),
        via: acting.via,
        fields,
      };
      const missing = acceptsMissing(integration, request, [...request.accepted_by, own], acting.at);
      return missing > 0 ? acceptInPart(record, acting, fields) : accept(record, acting, fields);
    }
    case 'reject':
      return reject(record, acting, verdict.reason);
    case 'retry':
      return retry(record, acting, fieldsOf(erp, record, { ...request.decision?.fields, ...verdict.fields }));
  }
};
