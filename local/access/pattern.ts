/** Makes a test of texts from a pattern of IAM: `*` is any text, also none; `?` is one character. */
export const patternOf = (pattern: string): ((text: string) => boolean) => {
  const escaped = pattern.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  const expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  return (text) => expression.test(text);
};
