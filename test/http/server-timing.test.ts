import { describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const DURATION = String.raw`dur=\d+\.\d`
const inDevelopment = openGatehouse({ SERVER_TIMING: 'development' })

const timingOf = async (answer: Promise<Response>) => (await answer).headers.get('Server-Timing')

describe('Server-Timing', () => {
  it('tells in development how long an answer waited for D1, and in how many round trips', async () => {
    const { token } = await signUp(inDevelopment)
    expect(await timingOf(inDevelopment.request('/api/profile/', { token }))).toMatch(
      new RegExp(`^d1;${DURATION};desc="1 round trips", total;${DURATION}$`),
    )
  })

  it('tells of hashes and KV, too', async () => {
    const { username } = await signUp(inDevelopment)
    const json = { username, password: PASSWORD }
    const login = await inDevelopment.request('/auth/jwt/create/', { method: 'POST', json })
    expect(login.headers.get('Server-Timing')).toMatch(
      new RegExp(`^d1;${DURATION};desc="2 round trips", hash;${DURATION}, total;${DURATION}$`),
    )
    const { access } = await login.json<{ access: string }>()
    const verified = inDevelopment.request('/auth/jwt/verify/', { method: 'POST', json: { token: access } })
    expect(await timingOf(verified)).toMatch(new RegExp(`^kv;${DURATION}, total;${DURATION}$`))
  })

  it.each(['/', '/healthz', '/docs', '/nowhere', '/auth/users/me/', '/auth/nowhere/'])(
    'is on whatever %s answers',
    async (path) => expect(await timingOf(inDevelopment.request(path))).toMatch(/total;dur=/),
  )

  it.each([
    ['production', 'development', false],
    ['production', 'never', false],
    ['production', 'always', true],
    ['development', 'never', false],
    ['development', 'always', true],
  ] as const)('in %s with the setting %s: %s', async (ENVIRONMENT, SERVER_TIMING, is) => {
    const gatehouse = openGatehouse({ ENVIRONMENT, SERVER_TIMING, MAIL_FROM: 'gate@example.com' })
    expect((await gatehouse.request('/healthz')).headers.has('Server-Timing')).toBe(is)
  })
})
