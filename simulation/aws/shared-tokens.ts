import type { SharedTokensOf } from '#erp/container-tokens.ts';
import type { Published, SharedTokens, StoredLine } from '#erp/token-line.ts';

/** What functions share about the tokens of one integration, in memory: the vault's versions, and one lease. */
export const memoryTokens = (clock: () => Date): SharedTokens & { readonly versions: readonly StoredLine[] } => {
  const versions: StoredLine[] = [];
  let published: Published | null = null;
  let held: { readonly holder: string; readonly until: Date } | null = null;
  return {
    versions,
    vault: {
      read: (version) =>
        Promise.resolve(
          (version === undefined ? versions.at(-1) : versions.find((each) => each.version === version)) ?? null,
        ),
      write: (line) => {
        const version = `v${versions.length + 1}`;
        versions.push({ line, version });
        return Promise.resolve(version);
      },
    },
    lease: {
      published: () => Promise.resolve(published),
      take: (holder, until) => {
        const isTaken = held === null || held.until < clock();
        if (isTaken) held = { holder, until };
        return Promise.resolve({ isTaken, published: isTaken ? published : null });
      },
      publish: (holder, next) => {
        if (held?.holder !== holder) return Promise.resolve(false);
        [published, held] = [next, null];
        return Promise.resolve(true);
      },
      release: (holder) => {
        if (held?.holder === holder) held = null;
        return Promise.resolve();
      },
    },
  };
};

/** The same for each of several integrations. */
export const memoryTokensOf = (clock: () => Date): SharedTokensOf => {
  const all = new Map<string, SharedTokens>();
  return ({ company_id, id, erp }) => {
    const key = `${company_id}/${id}/${erp}`;
    const tokens = all.get(key) ?? memoryTokens(clock);
    all.set(key, tokens);
    return tokens;
  };
};
