import { utf8 } from './bytes.ts'
import { Misconfigured } from './misconfigured.ts'

/** Only where JWTs of another system are accepted. */
export type MaybeOldSecrets = { OLD_JWT_SECRETS?: string }

const NAME = 'OLD_JWT_SECRETS'

/**
 * The secrets of another system by name, from `{"site": {"secret": "…"}}`; `{"site": "…"}` is the same. Throws
 * Misconfigured unless all of them are there and no two are the same: which of them signed tells what a JWT is for.
 */
export function readOldSecrets(
  env: MaybeOldSecrets,
  source: string,
  names: readonly string[],
): Record<string, Uint8Array<ArrayBuffer>> {
  const given = parse(env.OLD_JWT_SECRETS)[source]
  const secrets: Record<string, unknown> = typeof given === 'string' ? { secret: given } : Object(given)
  const found = names.map((name) => {
    const secret = secrets[name]
    if (typeof secret !== 'string' || secret === '')
      throw new Misconfigured(`${NAME}: no ${name} of ${source}`)
    return [name, secret] as const
  })
  if (new Set(found.map(([, secret]) => secret)).size < names.length)
    throw new Misconfigured(`${NAME}: ${names.join(' and ')} of ${source} are the same`)
  return Object.fromEntries(found.map(([name, secret]) => [name, utf8(secret)]))
}

function parse(text: string | undefined): Record<string, unknown> {
  if (!text) throw new Misconfigured(`${NAME}: missing`)
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new Misconfigured(`${NAME}: not JSON`)
  }
}
