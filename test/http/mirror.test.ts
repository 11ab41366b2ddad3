import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { differences } from '../../src/http/mirror.ts'
import { importTokens, newcomer, openOldHouse } from '../support/old-system.ts'
import { logInForJwt, type SignedUp } from '../support/people.ts'

const OLD = 'https://old.example.com'
const TOKEN = 'b74bc476c63b8f8dce85000000000000000000aa'

type Answer = () => Response | Promise<Response>
const asked: Request[] = []
let answer: Answer = () => Response.json({})
const http = async (input: RequestInfo | URL, init?: RequestInit) => {
  asked.push(new Request(input, { ...init, redirect: init?.redirect ?? 'follow' }))
  return answer()
}
const open = (own: object) =>
  openOldHouse({ REQUEST_LOG: 'true', ...own } as Partial<Env>, {}, http as typeof fetch)
const gatehouse = open({ MIRROR_TO: `${OLD}/`, MIRROR_PERCENT: '100' })

let ada: SignedUp
beforeAll(async () => {
  ada = await newcomer(gatehouse)
  await importTokens(gatehouse.ports, [[ada.id, TOKEN]])
})
afterEach(() => {
  vi.restoreAllMocks()
  asked.length = 0
  answer = () => Response.json({})
})

/** The lines of comparisons that a request leads to, and its answer. */
async function compared(path: string, init: RequestInit = {}, house = gatehouse) {
  const log = vi
    .spyOn(console, 'log')
    .mockClear()
    .mockImplementation(() => {})
  const response = await house.request(path, init)
  const body = await response.text()
  await house.settled()
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as { event: string })
  return {
    status: response.status,
    body,
    text: JSON.stringify(lines),
    lines: lines.filter(({ event }) => event === 'mirror'),
  }
}
const withToken = {
  headers: { authorization: `Token ${TOKEN}`, 'accept-language': 'de', 'x-other': 'secret' },
}
const ME = '/api/profile/?page=1'
const line = (differs: string[], more: object = {}) => [
  { event: 'mirror', api: 'profile', route: '/api/profile', status: 200, old_status: 200, differs, ...more },
]

describe('MIRROR_TO', () => {
  it('is asked the same as we were, after the answer, and what differs is logged without a value', async () => {
    answer = () =>
      Response.json({
        username: 'ada',
        email: 7,
        first_name: null,
        last_name: '',
        phone: '+1',
        'ada@example.com': 1,
      })
    const { status, body, lines, text } = await compared(ME, withToken)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ username: ada.username })
    expect(asked.map(({ method, url, redirect }) => [method, url, redirect])).toEqual([
      ['GET', `${OLD}/api/profile/?page=1`, 'manual'],
    ])
    expect([...(asked[0]?.headers ?? [])]).toEqual([
      ['accept-language', 'de'],
      ['authorization', `Token ${TOKEN}`],
    ])
    expect(lines).toEqual(
      line(['.phone: missing', '.…: missing', '.image: new', '.email: string, was number'].sort(), {}).map(
        (each) => ({
          ...each,
          differs: expect.arrayContaining([
            '.phone: missing',
            '.…: missing',
            '.image: new',
            '.email: string, was number',
          ]),
        }),
      ),
    )
    for (const secret of [TOKEN, ada.username, ada.email, '+1', 'page=1']) expect(text).not.toContain(secret)
  })

  it('finds an answer of the same shape alike', async () => {
    const { body } = await compared(ME, withToken)
    answer = () => new Response(body)
    expect((await compared(ME, withToken)).lines).toEqual(line([]))
  })

  it.each<[string, Answer, object]>([
    [
      'another status',
      () => Response.json({ detail: 'x' }, { status: 401 }),
      { old_status: 401, differs: ['status'] },
    ],
    ['HTML', () => new Response('<h1>Hello</h1>'), { differs: ['format'] }],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
      { old_status: 302, differs: ['status'] },
    ],
    ['too much', () => new Response('x'.repeat(70_000)), { differs: ['too large to compare'] }],
    [
      'a fault',
      () => Promise.reject(new TypeError('no route')),
      { old_status: null, differs: ['no answer'] },
    ],
  ])('tells of %s, and the client sees nothing of it', async (_, said, told) => {
    answer = said
    const { status, lines } = await compared(ME, withToken)
    expect(status).toBe(200)
    expect(lines).toEqual(line([], told))
  })

  it('never gets a credential of ours, a cookie, a change, or what the originals do not have', async () => {
    const { access } = await logInForJwt(gatehouse, ada)
    for (const [path, init] of [
      [ME, { headers: { authorization: `Token ${ada.token}` } }],
      [ME, { headers: { authorization: `Bearer ${access}` } }],
      ['/api/v1/users/getUser', { headers: { cookie: `accessToken=${access}` } }],
      ['/account', withToken],
      ['/healthz', {}],
      ['/nowhere', {}],
      ['/auth/users/me/', { method: 'PATCH', ...withToken, body: '{}' }],
    ] as [string, RequestInit][])
      expect((await compared(path, init)).lines).toEqual([])
    expect(asked).toEqual([])
  })

  it.each([
    ['two blanks', (token: string) => `Token  ${token}`],
    ['a tab', (token: string) => `Bearer\t${token}`],
    ['a blank and a tab', (token: string) => `JWT \t ${token}`],
    ['another one behind it', (token: string) => `Token ${token}, Token ${TOKEN}`],
    ['another one before it', (token: string) => `Token ${TOKEN} ${token}`],
    ['no keyword', (token: string) => token],
    ['quotes', (token: string) => `Token "${token}"`],
    ['a name', (token: string) => `Token token=${token}`],
  ])('gets no credential of ours that is written with %s', async (_, written) => {
    const { access } = await logInForJwt(gatehouse, ada)
    for (const credential of [ada.token, access])
      await compared(ME, { headers: { authorization: written(credential) } })
    expect(asked).toEqual([])
  })

  it('is asked about a share of the reads, by chance', async () => {
    const half = open({ MIRROR_TO: OLD, MIRROR_PERCENT: '50' })
    for (let at = 0; at < 40; at++) await compared(ME, withToken, half)
    expect(asked.length).toBeGreaterThan(5)
    expect(asked.length).toBeLessThan(35)
    asked.length = 0
    await compared(ME, withToken, open({ MIRROR_TO: OLD, MIRROR_PERCENT: '0' }))
    await compared(ME, withToken, open({}))
    expect(asked).toEqual([])
  })

  it('has four requests of an isolate at once', async () => {
    let release = () => {}
    const waiting = new Promise<void>((resolve) => {
      release = resolve
    })
    answer = () => waiting.then(() => Response.json({}))
    const all = Promise.all(Array.from({ length: 9 }, () => gatehouse.request(ME, withToken)))
    vi.spyOn(console, 'log').mockImplementation(() => {})
    await all
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(0))
    release()
    await gatehouse.settled()
    expect(asked.length).toBeLessThanOrEqual(4)
  })
})

it.each([
  ['{"a":{"b":[{"c":1}]}}', '{"a":{"b":[{"c":"1"}]}}', ['.a.b[].c: number, was string']],
  ['[]', '[{"a":1}]', []],
  ['{"a":null}', '{"a":{"b":1}}', []],
  ['{"a":[]}', '{"a":{}}', ['.a: array, was object']],
  ['[1]', '"x"', ['body: array, was string']],
  ['no json', 'other text', []],
])('compares %s with %s', (ours, theirs, expected) => {
  expect(differences({ status: 200, text: ours }, { status: 200, text: theirs })).toEqual(expected)
})
