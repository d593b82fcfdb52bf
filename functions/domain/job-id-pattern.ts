import type { Project } from '#domain/project.ts';

const yearOf = ({ start_date }: Project, sentAt: Date): string => (start_date ?? sentAt.toISOString()).slice(0, 4);

const PLACEHOLDERS: Readonly<Record<string, (project: Project, sentAt: Date) => string>> = {
  project_number: ({ project_number }) => project_number?.trim() ?? '',
  project_id: ({ id }) => String(id),
  year: yearOf,
  yy: (project, sentAt) => yearOf(project, sentAt).slice(2),
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
export const suggestedJobId = (pattern: string, project: Project, sentAt: Date): string => {
  const valueOf = (name: string): string => PLACEHOLDERS[name]?.(project, sentAt) ?? '';
  const isWhole = Array.from(pattern.matchAll(PLACEHOLDER)).every(([, name = '']) => valueOf(name) !== '');
  const suggested = pattern.replace(PLACEHOLDER, (_, name: string) => valueOf(name)).trim();
  return isWhole && suggested !== '' ? suggested : String(project.id);
};
