type Bytes = Uint8Array<ArrayBuffer>

/** A stored hash, ready to be tried: `tag` is what `derive` has to lead to, under the pepper of this id. */
export type StoredHash = {
  keyid: string
  tag: Bytes
  /** The key that a password gives. Calls `yieldToOthers` after every 10 ms or so of work. Never refuses. */
  derive: (password: string, yieldToOthers: () => Promise<void>) => Promise<Bytes>
}

/** What another system's hash consists of: `form` is the algorithm with its parameters, `pbkdf2_sha256,i=260000`. */
type ImportedHash = { form: string; salt: Bytes; key: Bytes }

/**
 * Reads passwords that another system hashed with one algorithm. They are in account/passwords/foreign/;
 * gatehouse.config.ts imports those that a back end needs, and the others are not in the bundle.
 */
export type PasswordVerifier = {
  /** Whether `importHash` reads what the other system stored. Costs nothing. */
  reads: (text: string) => boolean
  /** Reads what the other system stored. Undefined if it is none of this algorithm, or would cost too much to verify. */
  importHash: (text: string, accountId: string) => Promise<ImportedHash | undefined>
  /** Reads what we stored of it. Undefined for anything that `foreignHash` cannot have written for this algorithm. */
  open: (stored: string, accountId: string) => StoredHash | undefined
}
