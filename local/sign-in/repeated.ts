/** The first parameter that is there more than once, which OAuth forbids; undefined when none is. */
export const repeatedIn = (parameters: URLSearchParams): string | undefined => {
  const names = [...parameters.keys()];
  return names.find((name, index) => names.indexOf(name) !== index);
};
