import type { ProjectKey } from '#domain/ports.ts';
import { WrongUsage, type Given } from '#ops/command.ts';

/** What commands about one project take. */
export const PROJECT = '<company>/<project>, such as 1/1001';

/** The project that a word names; null when it names none. */
export const projectNamed = (word: string): ProjectKey | null => {
  const [, companyId, projectId] = /^([1-9]\d{0,14})\/([1-9]\d{0,14})$/.exec(word) ?? [];
  return companyId === undefined ? null : { companyId: Number(companyId), projectId: Number(projectId) };
};

/** @throws {WrongUsage} unless exactly one project is named. */
export const projectIn = ({ words }: Given): ProjectKey => {
  const [word = '', ...others] = words;
  const key = projectNamed(word);
  if (others.length > 0 || key === null) throw new WrongUsage(`Name one project: ${PROJECT}.`);
  return key;
};
