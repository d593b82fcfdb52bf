import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/**
 * The sign-ins that descend from one refresh token, which people got when they connected the ERP: each one's answer holds the
 * refresh token for the next. The newest is stored, with what is needed to tell it from older ones.
 */
export const tokenLine = z.object({
  /** Of this sign-in among all that were ever stored for the integration. */
  number: z.int().check(z.positive()),
  /** SHA-256 of the refresh token that the line began with. */
  first_sha256: text,
  /** The same of lines before it, oldest first: they are over, also for whoever still has their first token in memory. */
  ended: z.array(text),
  refresh_token: text,
  access_token: text,
  expires_at: z.iso.datetime(),
});
export type TokenLine = z.infer<typeof tokenLine>;

/** A line as it was stored: every storing makes a version. */
export interface StoredLine {
  readonly line: TokenLine;
  readonly version: string;
}

/** Where the tokens of one integration stand. */
export interface TokenVault {
  /** The newest version, or the one of that name; null when there is none. May lag behind a write by a moment. */
  read(version?: string): Promise<StoredLine | null>;
  /** Stores the line as the newest version, and gives that version's name. */
  write(line: TokenLine): Promise<string>;
}

/** The version that counts, which is known at once to all who ask. */
export interface Published {
  readonly number: number;
  readonly version: string;
}

/** Who may sign in for one integration. All of it is one item, read and written strongly consistently. */
export interface SignInLease {
  /** Null before the first sign-in. */
  published(): Promise<Published | null>;
  /** Takes the lease for `holder`, if nobody holds it now. `published` is as of that moment. */
  take(holder: string, until: Date): Promise<{ readonly isTaken: boolean; readonly published: Published | null }>;
  /** Makes a version the one that counts, and gives the lease back. False, and nothing is done, when somebody else has taken it over. */
  publish(holder: string, published: Published): Promise<boolean>;
  /** Gives the lease back, if it is still the holder's. */
  release(holder: string): Promise<void>;
}

/** What the functions share about the tokens of one integration. */
export interface SharedTokens {
  readonly vault: TokenVault;
  readonly lease: SignInLease;
}
