import { acumatica } from '#erp/matrix/acumatica.ts';
import { cloud } from '#erp/matrix/cloud.ts';
import { intuit } from '#erp/matrix/intuit.ts';
import type { ListedErp } from '#erp/matrix/listed-erp.ts';
import { others } from '#erp/matrix/others.ts';
import { property } from '#erp/matrix/property.ts';
import { sage } from '#erp/matrix/sage.ts';
import { trimble } from '#erp/matrix/trimble.ts';

/** Every ERP that Procore lists, and what others connect to it. What a connector says of itself is not repeated here. */
export const listedErps: readonly ListedErp[] = [
  ...sage,
  ...trimble,
  ...intuit,
  ...cloud,
  ...acumatica,
  ...property,
  ...others,
];
