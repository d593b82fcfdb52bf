import { localDay } from '#domain/calendar.ts';
import type { Policy } from '#domain/policy.ts';
import type { Project } from '#domain/project.ts';

const yearOf = ({ start_date }: Project, sentAt: Date, timeZone: string): string =>
  (start_date ?? localDay(sentAt, timeZone)).slice(0, 4);

const PLACEHOLDERS: Readonly<Record<string, (project: Project, sentAt: Date, timeZone: string) => string>> = {
  project_number: ({ project_number }) => project_number?.trim() ?? '',
  project_id: ({ id }) => String(id),
  year: yearOf,
  yy: (...given) => yearOf(...given).slice(2),
};

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Placeholders of a pattern that nothing is known to put in place of. */
export const unknownPlaceholders = (pattern: string): string[] =>
  Array.from(pattern.matchAll(PLACEHOLDER), ([whole, name = '']) =>
    Object.hasOwn(PLACEHOLDERS, name) ? null : whole,
  ).filter((whole) => whole !== null);

/**
 * The job number that a company's pattern gives a project. Without a project number, where the pattern asks for one, it is
 * the project's id: a number with a gap in it would be a wrong one.
 */
export const suggestedJobId = (
  { job_id_pattern: pattern, calendar }: Pick<Policy, 'job_id_pattern' | 'calendar'>,
  project: Project,
  sentAt: Date,
): string => {
  const timeZone = calendar?.time_zone ?? 'UTC';
  const valueOf = (name: string): string => PLACEHOLDERS[name]?.(project, sentAt, timeZone) ?? '';
  const isWhole = Array.from(pattern.matchAll(PLACEHOLDER)).every(([, name = '']) => valueOf(name) !== '');
  const suggested = pattern.replace(PLACEHOLDER, (_, name: string) => valueOf(name)).trim();
  return isWhole && suggested !== '' ? suggested : String(project.id);
};
