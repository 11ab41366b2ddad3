import type { JWTPayload } from 'jose'
import * as errors from 'jose/errors'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import { toHex } from '../../ports/bytes.ts'
import type { Config } from '../../ports/config.ts'
import type { SigningKey } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { AccountId } from '../../ports/schema.ts'
import { Refusal } from '../refusal.ts'

export type TokenType = 'access' | 'refresh'

/**
 * What a JWT says: simplejwt's claims, the account's UUID (`sub`), the session (`sid`), the account's session version
 * when it was signed (`ep`) and the session's step (`step`, refresh tokens only). `user_id`, or what the configuration
 * calls it, is the id that clients know (`userOf`). `amr` and `aal` are how the owner signed in (RFC 8176) and whether with
 * a second factor, `auth_time` when they last proved themselves; older JWTs have none of them. Times are seconds (RFC 7519).
 */
export type Claims = {
  token_type: TokenType
  sub: string
  sid: string
  jti: string
  ep: number
  step: number
  exp: number
  iat: number
  amr?: string[]
  aal?: 1 | 2
  auth_time?: number
}

const ALGORITHM = 'ES256'
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
/** The longest JWT that is read, in characters. */
export const LONGEST_JWT = 4096
/** Caches keys and not promises of them, because no request may wait for another one's work. */
const imported = new Map<string, CryptoKey>()

/** Whether it has the shape of a JWT. `readJwt` checks it. */
export const isJwt = (credential: string) => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(credential)

/** Base64url has several spellings of the same bytes, which differ in their last character; a token has one. */
const isCanonical = (token: string) =>
  token.split('.').every((part) => /^(.{4})*(.[AQgw]|..[AEIMQUYcgkosw048])?$/.test(part))

const claimOf = ({ apis }: Config) => apis.djoser.settings.USER_ID_CLAIM

/** The account's id as clients know it; the UUID in a JWT that was signed before the claim had its name. */
export const userOf = ({ config }: Pick<Ports, 'config'>, claims: Claims): AccountId =>
  ((claims as Record<string, unknown>)[claimOf(config)] as AccountId | undefined) ?? claims.sub

/**
 * Signs with the first signing key. `user` is the id that clients know, if it is not the UUID. `from` is in
 * milliseconds, `until` too.
 */
export async function signJwt(
  { keys, settings, random, config }: Pick<Ports, 'keys' | 'settings' | 'random' | 'config'>,
  {
    user,
    ...claims
  }: Pick<Claims, 'token_type' | 'sub' | 'sid' | 'ep' | 'step' | 'amr' | 'aal' | 'auth_time'> & {
    user?: AccountId
  },
  { from, until }: { from: number; until: number },
): Promise<string> {
  const [key] = keys.signing()
  const { step, ...others } = claims
  return new SignJWT({
    // First: whatever this claim is called, it takes the place of no other one.
    [claimOf(config)]: user ?? claims.sub,
    ...others,
    ...(claims.token_type === 'refresh' && { step }),
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: key.kid })
    .setIssuer(settings.PUBLIC_URL)
    .setIssuedAt(Math.floor(from / 1000))
    .setExpirationTime(Math.floor(until / 1000))
    .setJti(toHex(random.bytes(16)))
    .sign(await importKey(key))
}

/**
 * The claims of a JWT that we signed and that has not expired; refuses others as `jwt_invalid`, and as
 * `jwt_wrong_kind` a JWT of ours of another type. Needs no storage.
 */
export async function readJwt(
  ports: Pick<Ports, 'keys' | 'settings' | 'clock' | 'config'>,
  token: string,
  type?: TokenType,
): Promise<Claims> {
  const { keys, settings, clock, config } = ports
  const signing = keys.signing()
  if (token.length > LONGEST_JWT || !isJwt(token) || !isCanonical(token)) throw new Refusal('jwt_invalid')
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = signing.find((each) => each.kid === kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return importKey(publicPart(key))
      },
      {
        algorithms: [ALGORITHM],
        issuer: settings.PUBLIC_URL,
        requiredClaims: ['exp', 'iat', 'sub', 'jti', 'sid', 'ep', 'token_type'],
        currentDate: new Date(clock.now()),
      },
    )
    const claims = asClaims(payload, claimOf(config))
    if (!claims) throw new Refusal('jwt_invalid')
    if (type && claims.token_type !== type) throw new Refusal('jwt_wrong_kind')
    return claims
  } catch (error) {
    throw error instanceof errors.JOSEError ? new Refusal('jwt_invalid') : error
  }
}

/** The public keys, as RFC 7517 has them, for `/.well-known/jwks.json`. */
export const publicKeys = ({ keys }: Pick<Ports, 'keys'>) => ({
  keys: keys.signing().map((key) => ({ ...publicPart(key), alg: ALGORITHM, use: 'sig' })),
})

type PublicKey = Pick<SigningKey, 'kty' | 'crv' | 'kid' | 'x' | 'y'>

const publicPart = ({ kty, crv, kid, x, y }: SigningKey): PublicKey => ({ kty, crv, kid, x, y })

async function importKey(key: PublicKey & { d?: string }): Promise<CryptoKey> {
  const name = `${key.kid} ${key.x} ${key.d ? 'private' : 'public'}`
  const known = imported.get(name)
  if (known) return known

  const made = await crypto.subtle.importKey('jwk', key, CURVE, false, [key.d ? 'sign' : 'verify'])
  imported.set(name, made)
  return made
}

function asClaims(payload: JWTPayload, claim: string): Claims | undefined {
  const { token_type, sub, sid, jti, ep, exp, iat } = payload
  const { step = 0, [claim]: user = sub } = payload
  const texts = [sub, sid, jti].every((value) => typeof value === 'string')
  const numbers = [ep, step, exp, iat, ...(typeof user === 'string' ? [] : [user])].every((value) =>
    Number.isSafeInteger(value),
  )
  const known = token_type === 'access' || token_type === 'refresh'
  return texts && numbers && known ? ({ ...payload, step } as unknown as Claims) : undefined
}
