import { holdAt } from '#domain/connection.ts';
import type { KnownIntegration } from '#domain/integration.ts';
import { isInService } from '#domain/serving.ts';
import { moment } from '#ops/standing.ts';

/** Which projects an integration takes, in words. */
export const serviceLine = ({ is_default, serves, ...rest }: KnownIntegration): string => {
  if (!isInService({ ...rest, is_default, serves })) return 'is retired: it takes no new projects';
  if (is_default) return 'serves every project that no other claims';
  return `serves the projects that its ${serves.length === 1 ? 'rule claims' : `${serves.length} rules claim`}`;
};

const METS: Readonly<Record<KnownIntegration['connection']['state'], string>> = {
  unknown: 'nothing has been exported through it yet',
  connected: 'its ERP answered the last export',
  failed: 'its ERP did not answer the last export',
};

/** What exports found out, until when the ERP is left alone, and whether operators have paused exports. */
export const connectionLine = ({ connection }: KnownIntegration, now: Date): string => {
  const { state, last_seen_at: seen, paused_until: pause } = connection;
  const held = holdAt(connection, now);
  return [
    METS[state],
    ...(seen === null ? [] : [`it last answered ${moment(seen)}`]),
    ...(held === null
      ? []
      : [`operators have paused exports since ${moment(held.since)}, until ${moment(held.until)}: ${held.reason}`]),
    ...(pause !== null && pause > now.toISOString() ? [`it is left alone until ${moment(pause)}`] : []),
  ].join('; ');
};

/** The policy without people: neither their names nor their addresses are for terminals and logs. */
export const policyShown = ({ policy }: KnownIntegration): Readonly<Record<string, unknown>> => {
  const { escalation, delegates, ...rest } = policy;
  return { ...rest, escalation: escalation && { after: escalation.after }, delegates: delegates.length };
};
