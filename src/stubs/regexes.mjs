// Replaces in the Worker zod's patterns of formats (`alias` in wrangler.toml): account/words.ts has its own rules. A shape
// that needs one of these fails in the test of the bundle, and refuses every value rather than none.
function missing() {
  throw new Error('not in the Worker: src/stubs/regexes.mjs')
}

export const anyString = /^[\s\S]{0,}$/
export const number = /^-?\d+(?:\.\d+)?$/
export {
  missing as base64,
  missing as base64url,
  missing as bigint,
  missing as boolean,
  missing as cidrv4,
  missing as cidrv6,
  missing as creditCard,
  missing as cuid,
  missing as cuid2,
  missing as currencyCode,
  missing as date,
  missing as datetime,
  missing as domain,
  missing as duration,
  missing as e164,
  missing as email,
  missing as emoji,
  missing as guid,
  missing as hex,
  missing as hostname,
  missing as httpProtocol,
  missing as iban,
  missing as integer,
  missing as ipv4,
  missing as ipv6,
  missing as ksuid,
  missing as lowercase,
  missing as mac,
  missing as nanoid,
  missing as nanoidOfLength,
  missing as null,
  missing as string,
  missing as time,
  missing as ulid,
  missing as undefined,
  missing as uppercase,
  missing as uuid,
  missing as xid,
}
