import { newMasterKeys, newSigningKeys } from './new-keys.ts'

// One JSON object on standard output, as `wrangler secret bulk` reads it from standard input.
const secrets = { MASTER_KEYS: newMasterKeys(), SIGNING_KEYS: newSigningKeys() }
const texts = Object.entries(secrets).map(([name, keys]) => [name, JSON.stringify(keys)])
console.log(JSON.stringify(Object.fromEntries(texts)))
