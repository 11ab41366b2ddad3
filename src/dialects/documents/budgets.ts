/**
 * What a request costs. `d1` is round trips to D1 before the answer, `after` those that come after it; `read` and
 * `written` are the most rows that D1 bills for all of them; `kv` is keys that KV bills, `r2` calls, `hashes` are hashes of passwords.
 * `why`: where it is more than one would wish.
 */
export type Budget = {
  d1: number
  after: number
  read: number
  written: number
  kv: number
  r2: number
  hashes: number
  why?: string
}

const NOTHING = { d1: 0, after: 0, read: 0, written: 0, kv: 0, r2: 0, hashes: 0 }

const table = {
  'a read, with any live credential, at any API': { ...NOTHING, d1: 1, read: 2 },
  'a read, with a made-up or badly signed credential': NOTHING,
  'sign-in for a token': { ...NOTHING, d1: 2, read: 20, written: 7, hashes: 1, why: 'a b' },
  'sign-in for JWTs': { ...NOTHING, d1: 2, read: 20, written: 6, hashes: 1, why: 'b' },
  'sign-in from a place where the account never was': {
    ...NOTHING,
    d1: 2,
    read: 24,
    written: 9,
    hashes: 1,
    why: 'a b c',
  },
  'sign-in, wrong password': { ...NOTHING, d1: 1, after: 1, read: 14, written: 4, hashes: 1, why: 'a b c' },
  'sign-in, unknown name': { ...NOTHING, d1: 1, read: 12, written: 2, hashes: 1, why: 'b' },
  'sign-in with a code of an app, in any way': {
    ...NOTHING,
    d1: 2,
    read: 30,
    written: 8,
    hashes: 1,
    why: 'a b',
  },
  'sign-in with a recovery code': {
    ...NOTHING,
    d1: 2,
    after: 2,
    read: 46,
    written: 19,
    hashes: 1,
    why: 'a b d',
  },
  'sign-in from a trusted client': { ...NOTHING, d1: 2, read: 26, written: 8, hashes: 1, why: 'a b' },
  'the second step of a sign-in': { ...NOTHING, d1: 2, read: 15, written: 6, why: 'b' },
  'options for a sign-in with a passkey': { ...NOTHING },
  'sign-in with a passkey, in one step or as the second': {
    ...NOTHING,
    d1: 2,
    read: 24,
    written: 9,
    why: 'b',
  },
  'sign-in with an unknown passkey': { ...NOTHING, d1: 1, read: 6, written: 1, why: 'b' },
  'options for a new passkey': { ...NOTHING, d1: 2, read: 4 },
  'a new passkey': { ...NOTHING, d1: 3, after: 2, read: 40, written: 16, why: 'd' },
  'proof by a passkey': { ...NOTHING, d1: 3, read: 22, written: 5, why: 'b' },
  'sign-in at the page, for a front end': { ...NOTHING, d1: 2, read: 19, written: 3, hashes: 1, why: 'a b' },
  'code of the sign-in page, exchanged': { ...NOTHING, d1: 2, read: 10, written: 6, why: 'b' },
  'sign-in by email, asked for': { ...NOTHING, d1: 1, after: 4, read: 25, written: 13, why: 'd h' },
  'sign-in by email, asked for with an unknown address': {
    ...NOTHING,
    d1: 1,
    after: 2,
    read: 1,
    written: 4,
    why: 'h',
  },
  'sign-in by email': { ...NOTHING, d1: 2, read: 29, written: 10, why: 'b' },
  'right password, but no code': { ...NOTHING, d1: 1, after: 1, read: 14, written: 4, hashes: 1, why: 'a b' },
  'right password, but a wrong code': {
    ...NOTHING,
    d1: 2,
    after: 1,
    read: 18,
    written: 4,
    hashes: 1,
    why: 'a b',
  },
  'registration without an address': { ...NOTHING, d1: 2, read: 8, written: 7, hashes: 1, why: 'a b' },
  'registration without an address, for a token': {
    ...NOTHING,
    d1: 2,
    read: 11,
    written: 10,
    hashes: 1,
    why: 'a b',
  },
  registration: { ...NOTHING, d1: 2, after: 2, read: 21, written: 16, hashes: 1, why: 'a b d' },
  'registration for a token': {
    ...NOTHING,
    d1: 2,
    after: 2,
    read: 24,
    written: 19,
    hashes: 1,
    why: 'a b d',
  },
  'registration with a picture': {
    ...NOTHING,
    d1: 3,
    after: 2,
    read: 23,
    written: 19,
    r2: 1,
    hashes: 1,
    why: 'a b d e',
  },
  'registration, name or address taken': { ...NOTHING, d1: 3, read: 6, written: 1, hashes: 1, why: 'a' },
  'logout of a token': { ...NOTHING, d1: 1, read: 6, written: 3, why: 'b f' },
  'logout of JWTs': { ...NOTHING, d1: 1, after: 2, read: 18, written: 8, kv: 1, why: 'b f g' },
  'refresh of a JWT': { ...NOTHING, d1: 1, read: 2 },
  'refresh of a JWT, rotating': { ...NOTHING, d1: 1, read: 3, written: 1, why: 'b' },
  'refresh of an Express session’s JWT at /auth/jwt/': { ...NOTHING, d1: 2, read: 5, written: 1, why: 'b i' },
  'verify of a JWT, also for another Worker': { ...NOTHING, kv: 1 },
  'change of profile': { ...NOTHING, d1: 2, read: 6, written: 1 },
  'change of name': { ...NOTHING, d1: 3, after: 2, read: 26, written: 14, why: 'b d l' },
  'change of address': { ...NOTHING, d1: 3, after: 4, read: 57, written: 25, why: 'b d l' },
  'change of picture, the first': { ...NOTHING, d1: 4, read: 10, written: 4, r2: 1, why: 'e' },
  'change of password': {
    ...NOTHING,
    d1: 2,
    after: 4,
    read: 61,
    written: 21,
    kv: 1,
    hashes: 2,
    why: 'a b d g',
  },
  'reset, asked for': { ...NOTHING, d1: 1, after: 4, read: 25, written: 13, why: 'd h' },
  'reset, asked for with an unknown address': { ...NOTHING, d1: 1, after: 2, read: 1, written: 4, why: 'h' },
  'reset, finished': { ...NOTHING, d1: 2, after: 4, read: 48, written: 21, kv: 1, hashes: 1, why: 'b d g' },
  'link of an email, looked at': { ...NOTHING, d1: 1, read: 2 },
  'address confirmed by link': { ...NOTHING, d1: 2, read: 13, written: 4 },
  'address confirmed by code': { ...NOTHING, d1: 3, read: 17, written: 5 },
  '“this was not me”': { ...NOTHING, d1: 2, after: 6, read: 48, written: 23, kv: 1, why: 'b d g' },
  'a list of sessions, or of events': { ...NOTHING, d1: 2, read: 5 },
  'end of one session of JWTs': { ...NOTHING, d1: 3, after: 2, read: 19, written: 8, kv: 1, why: 'b g' },
  'end of all other sessions': { ...NOTHING, d1: 2, after: 2, read: 23, written: 8, kv: 1, why: 'b g' },
  'deletion of an account': { ...NOTHING, d1: 3, after: 2, read: 43, written: 10, kv: 1, why: 'b g' },
  'a picture, or part of it': { ...NOTHING, r2: 1 },
  'a page of two of everybody, for staff': { ...NOTHING, d1: 2, read: 5 },
  'a search that finds nobody, for staff': { ...NOTHING, d1: 3, read: 4 },
  'a search by the id in another system, for staff': { ...NOTHING, d1: 2, read: 3 },
  'disabling or enabling, by staff': {
    ...NOTHING,
    d1: 3,
    after: 2,
    read: 33,
    written: 11,
    kv: 1,
    why: 'b g',
  },
  'end of all of somebody’s sessions, by staff': {
    ...NOTHING,
    d1: 3,
    after: 2,
    read: 24,
    written: 9,
    kv: 1,
    why: 'b g',
  },
  'a look at a job that disables two people, with that slice, by staff': {
    ...NOTHING,
    d1: 2,
    after: 13,
    read: 81,
    written: 25,
    kv: 2,
    why: 'b g k',
  },
  'a new job that disables two people, with that slice, by staff': {
    ...NOTHING,
    d1: 3,
    after: 13,
    read: 104,
    written: 33,
    kv: 2,
    hashes: 1,
    why: 'a b g k',
  },
  'sign-in for JWTs, where webhooks are on and there is none': {
    ...NOTHING,
    d1: 2,
    after: 1,
    read: 21,
    written: 6,
    hashes: 1,
    why: 'b j',
  },
  'sign-in for JWTs that a webhook is told of': {
    ...NOTHING,
    d1: 2,
    after: 3,
    read: 35,
    written: 10,
    hashes: 1,
    why: 'b j',
  },
} satisfies Record<string, Budget>

/** A kind of request that was counted. */
export type CountedRequest = keyof typeof table

/**
 * What each kind of request costs, by what is asked for. test/budgets counts it; docs/costs.md and the API documents
 * print it.
 */
export const budgets: Record<CountedRequest, Budget> = table

/** Why a number is what it is, where less would do without a promise. */
export const reasons: Record<string, string> = {
  a: 'A try is counted before it is hashed, so that twenty at once are twenty tries: in the round trip that reads the account or the session, and at a registration in one of its own. A right password deletes the count.',
  b: 'Each write checks once more whether it is still allowed (G10): a row read. The event for the owner is two rows written, three of what staff do.',
  c: 'The client is counted too, and the place is remembered.',
  d: 'An email is a link (three rows), a row of the outbox (four, with its deletion), a count in the hour’s limit (one), and one of the emails that were sent (one).',
  e: 'The picture’s address is recorded before R2 gets the picture, so that no orphan stays there.',
  f: 'A session is in an index by account, for its owner’s list, and a token’s session in another.',
  g: 'KV is told after the response, and the outbox makes sure of it: four rows. A session that ended is a row more. What KV is told is read from D1 before, and compared with it afterwards.',
  h: 'The response goes out after one write, so that it tells nothing about the address; the rest comes after it.',
  i: 'That endpoint does not rotate by default, so it has to read first which kind of session it is.',
  j: 'The events of the request are sent after the response. A message is a row and one of an index until it has arrived, and the webhook notes how far it is.',
  k: 'A slice takes the job, reads who is next, and who had their turn already, and notes how far it came: five round trips for up to fifty people, besides two for each.',
  l: 'Whether another account has a name or an address is told, so such a change is counted first, together with registrations.',
}
