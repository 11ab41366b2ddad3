import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { failing, linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const THERE = {
  status: 503,
  retryAfter: '60',
  body: { detail: 'Service temporarily unavailable, try again later.' },
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

/** Static files as they are, counted, but for the first answers, which are others. */
function assets(...first: (() => Promise<Response>)[]) {
  const asked: string[] = []
  const fetch = (address: string) => {
    asked.push(new URL(address).pathname)
    const instead = first.shift()
    return instead ? instead() : env.ASSETS.fetch(address)
  }
  return { ASSETS: { fetch } as unknown as Fetcher, asked }
}

const wish = (username: string, password: string) => ({
  method: 'POST',
  json: { username, password, email: `${username}@example.com` },
})

describe('the table of common passwords', () => {
  it('is read when it is first asked for, and no more once it is there', async () => {
    const { ASSETS, asked } = assets()
    const gatehouse = openGatehouse({ ASSETS })
    expect((await gatehouse.request('/healthz')).status).toBe(200)
    expect(asked).toEqual([])
    const passwords = ['password', 'sunshine', 'football', 'Vq7-mountain-Kestrel']
    const answers = await Promise.all(
      passwords.map((password, at) => gatehouse.request('/auth/users/', wish(`reader${at}`, password))),
    )
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 201])
    const before = asked.length
    await gatehouse.request('/auth/users/', wish('late', 'princess'))
    expect(asked).toHaveLength(before)
    expect(new Set(asked)).toEqual(new Set(['/common-passwords.bin']))
  })

  it.each<[string, () => Promise<Response>]>([
    ['cannot be had', () => Promise.reject(new Error('Network connection lost.'))],
    ['is not there', async () => new Response('Not found', { status: 404 })],
    ['breaks off', async () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('gone')) }))],
  ])('lets no password pass while it %s, and is asked for again (FLT-05)', async (_, fault) => {
    const { ASSETS, asked } = assets(fault, fault)
    const gatehouse = openGatehouse({ ASSETS })
    const { call } = callerOf(gatehouse)
    for (const password of ['password', PASSWORD]) {
      const answer = await refused(gatehouse, () => call('POST', '/auth/users/', wish('nobody', password)))
      expect(answer).toMatchObject(THERE)
    }
    expect((await gatehouse.request('/auth/users/', wish('nobody', 'password'))).status).toBe(400)
    expect(asked).toHaveLength(3)
  })

  it('is not waited for for ever, and who asks waits for no reading but their own', async () => {
    const hangs = () => new Promise<Response>(() => {})
    const { ASSETS, asked } = assets(hangs)
    const gatehouse = openGatehouse({ ASSETS }, { patience: { assets: 200 } })
    const { commonPasswords } = gatehouse.ports
    const [hanging, other] = await Promise.allSettled([commonPasswords.table(), commonPasswords.table()])
    expect(hanging).toMatchObject({ status: 'rejected', reason: { name: 'Unavailable', message: 'assets' } })
    expect(other.status).toBe('fulfilled')
    expect((await commonPasswords.table()).byteLength).toBeGreaterThan(50_000)
    expect(asked).toHaveLength(2)
  })

  it('is missed by name where nothing is bound', async () => {
    const gatehouse = openGatehouse({ ASSETS: undefined as unknown as Fetcher })
    const lines = await linesLoggedBy(async () => {
      expect((await gatehouse.request('/auth/users/', wish('nobody', PASSWORD))).status).toBe(503)
    })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'misconfigured', message: 'ASSETS: no binding' },
    ])
  })

  it('keeps nobody from signing in', async () => {
    const ada = await signUp(openGatehouse(), 'ada')
    const gatehouse = openGatehouse({ ASSETS: failing(env.ASSETS, 'fetch') })
    const json = { username: ada.username, password: PASSWORD }
    expect((await gatehouse.request('/auth/token/login/', { method: 'POST', json })).status).toBe(200)
  })
})
