import { allConnectors } from '#erp/registry.ts';

/** Every registered connector: what the stack is made from. */
export const connectors = await allConnectors();
