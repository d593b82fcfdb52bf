import type { Option } from '#domain/capability.ts';
import { MOST_OPTIONS } from '#domain/erp.ts';
import { customerRow } from '#erp/netsuite/replies.ts';
import type { Rest } from '#erp/netsuite/rest.ts';

const ACTIVE = "SELECT id, entityid, companyname FROM customer WHERE isinactive = 'F'";
/** Not LIKE, where `%` and `_` in what is typed would stand for anything. */
const TYPED = "AND INSTR(UPPER(entityid || ' ' || companyname), UPPER(?)) > 0";
const IN_ORDER = 'ORDER BY entityid';

/** Customers in use whose number or name holds what was typed. @throws {ErpError} */
export const customersLike = async (rest: Rest, typed: string): Promise<Option[]> => {
  const wanted = typed.trim();
  const rows = await (wanted === ''
    ? rest.query(`${ACTIVE} ${IN_ORDER}`, [], MOST_OPTIONS, customerRow)
    : rest.query(`${ACTIVE} ${TYPED} ${IN_ORDER}`, [wanted], MOST_OPTIONS, customerRow));
  return rows.map(({ id, entityid, companyname }) => ({ value: id, label: `${entityid} ${companyname ?? ''}`.trim() }));
};
