import { betterAuth } from 'better-auth'
import { bearer, jwt } from 'better-auth/plugins'
import { Hono } from 'hono'
import { linkUp } from '../../src/account/passwords/password-hash.ts'
import { fromBase64, sameBytes, toBase64 } from '../../src/ports/bytes.ts'

type AppEnv = { DB: D1Database; SECRET: string; JOINS: string }

const houses = new WeakMap<object, ReturnType<typeof open>>()

/** Better Auth as its documents set it up on D1, once an isolate, with the hash that Gatehouse has. */
function open({ DB, SECRET, JOINS }: AppEnv) {
  return betterAuth({
    database: DB,
    baseURL: 'http://localhost',
    secret: SECRET,
    emailAndPassword: { enabled: true, autoSignIn: false, password: { hash, verify } },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
    advanced: {
      database: { joins: JOINS === 'true' },
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
    },
    plugins: [bearer(), jwt({ jwks: { keyPairConfig: { alg: 'ES256' } }, jwt: { expirationTime: '2h' } })],
  })
}

function authOf(env: AppEnv) {
  const known = houses.get(env)
  if (known) return known

  const made = open(env)
  houses.set(env, made)
  return made
}

const chain = { hash: 'SHA-256', iterations: 100_000, links: 6 } as const

async function hash(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  return `${toBase64(salt)}:${toBase64(await linkUp({ ...chain, salt }, password))}`
}

async function verify({ hash: stored, password }: { hash: string; password: string }): Promise<boolean> {
  const [salt = '', tag = ''] = stored.split(':')
  return sameBytes(await linkUp({ ...chain, salt: fromBase64(salt) }, password), fromBase64(tag))
}

export default new Hono<{ Bindings: AppEnv }>()
  .on(['GET', 'POST'], '/api/auth/*', (c) => authOf(c.env).handler(c.req.raw))
  .post('/verify', async (c) => {
    const { token } = await c.req.json<{ token: string }>()
    const { payload } = await authOf(c.env).api.verifyJWT({ body: { token } })
    return payload ? c.json({}) : c.json({}, 401)
  })
