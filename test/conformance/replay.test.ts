// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a scenario writes a variable
import { describe, expect, it } from 'vitest'
import { replay } from './replay.ts'
import type { EmailMessage, ReplayTarget } from './replay-target.ts'
import type { MailStep, RequestStep, Scenario } from './scenario.ts'

const origin = 'http://localhost:8787'
const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
const pictureHash = '0f4636c78f65d3639ece5a064b5ae753e3408614a14fb18ab4d7540d2c248543'
const message: EmailMessage = { to: ['A@x.org'], from: '', subject: 's', text: 'key=k1 uid=u1', html: '' }

let clock = Date.UTC(2026, 8, 18)
let received: Request | undefined

/** Gives the same answer to everything, and keeps the request. */
function targetThatAnswers(answer: Response | Error): ReplayTarget {
  return {
    origin,
    async send(request) {
      received = request
      if (answer instanceof Error) throw answer
      return answer.clone()
    },
    emails: async () => [message, { ...message, text: 'key=k0' }],
    wait(seconds) {
      clock += seconds * 1000
    },
    now: () => clock,
  }
}

async function play(answer: Response | Error, ...steps: Scenario['steps']) {
  const scenario: Scenario = { name: 'n', dialect: 'd', basis: 'decided', why: '', steps }
  return (await replay(scenario, targetThatAnswers(answer))).map((step) => step.problems)
}

function get(expected: RequestStep['expect'], capture: Record<string, string> = {}): RequestStep {
  return { request: { method: 'GET', path: '/x' }, expect: expected, capture }
}

function answerWith(
  headers: [string, string][],
  body: BodyInit = '{"a": [{"b": 1}]}',
  status = 200,
): Response {
  return new Response(body, { status, headers })
}

describe('an answer', () => {
  const cookie = (line: string) => answerWith([['Set-Cookie', line]])
  const expires = new Date(clock + 60_000).toUTCString()

  it.each<[string, RequestStep['expect'], Response, Response]>([
    ['status', { status: 200 }, answerWith([]), answerWith([], '{}', 201)],
    [
      'a header',
      { headers: { Allow: 'a, b' } },
      answerWith([
        ['allow', 'a'],
        ['allow', 'b'],
      ]),
      answerWith([]),
    ],
    [
      'a cookie',
      { cookies: { t: { value: 'v', path: '/', httponly: true } } },
      cookie('t=v; Path=/; HttpOnly'),
      cookie('t=v; Path=/'),
    ],
    ['no cookie', { cookies: { t: null } }, answerWith([]), cookie('t=v')],
    [
      'Max-Age',
      { cookies: { t: { lifetime: 60 } } },
      cookie(`t=v; Expires=${new Date(0).toUTCString()}; Max-Age=60`),
      cookie('t=v'),
    ],
    [
      'Expires',
      { cookies: { t: { lifetime: 60 } } },
      cookie(`t=v; expires=${expires}`),
      cookie('t=v; expires=never'),
    ],
    [
      'a cleared cookie',
      { cookies: { t: { cleared: true } } },
      cookie('t=x; Max-Age=0'),
      cookie('t=x; Max-Age=1'),
    ],
    ['JSON', { body: { a: [{ b: 1 }] } }, answerWith([]), answerWith([], '<p>')],
    ['nothing', { body: { $empty: true } }, answerWith([], ''), answerWith([], ' ')],
    ['text', { body: { $text: { $re: '^<p' } } }, answerWith([], '<p>'), answerWith([], '{}')],
    ['length', { body: { $bytes: { length: 4 } } }, answerWith([], picture), answerWith([])],
    ['hex', { body: { $bytes: { hex: '89504e47' } } }, answerWith([], picture), answerWith([])],
    ['hash', { body: { $bytes: { sha256: pictureHash } } }, answerWith([], picture), answerWith([])],
  ])('is checked for %s', async (_, expected, right, wrong) => {
    expect(await play(right, get(expected))).toEqual([[]])
    expect(await play(wrong, get(expected))).not.toEqual([[]])
  })

  it('is shown when it is wrong, and an exception is reported', async () => {
    expect(await play(answerWith([], '{}'), get({ status: 201 }))).toEqual([
      ['status: expected 201, got 200', 'answer: 200 {}'],
    ])
    expect(await play(new Error('oops'), get({ status: 200 }))).toEqual([['no answer: Error: oops']])
  })
})

describe('captures', () => {
  it('are taken from the body, a header and a cookie', async () => {
    const answer = answerWith([
      ['Location', '/l'],
      ['Set-Cookie', 't=v'],
    ])
    const paths = { all: '', one: 'a.0.b', there: 'header:Location', cookie: 'cookie:t' }
    const use: RequestStep = {
      request: {
        method: 'GET',
        path: 'http://elsewhere${there}?${one}',
        headers: { Cookie: '${cookie}', Accept: null },
      },
      expect: {},
    }
    expect(await play(answer, get({}, paths), use)).toEqual([[], []])
    expect(received?.url).toBe(`${origin}/l?1`)
    expect(Object.fromEntries(received?.headers ?? [])).toEqual({ cookie: 'v' })
  })

  it('fail their own step and the steps that need them', async () => {
    const [first, second] = await play(answerWith([]), get({}, { gone: 'a.1.b' }), get({ body: '${gone}' }))
    expect(first?.[0]).toBe('cannot capture gone from a.1.b')
    expect(second).toEqual(['${gone} was never captured'])
  })
})

describe('mail', () => {
  const mail = (spec: Omit<MailStep['mail'], 'to'>, to = 'a@x.org') =>
    play(answerWith([]), { mail: { to, ...spec } })

  it('is found by its receiver and its text', async () => {
    expect(await mail({ find: ['nothing', 'key=(?P<key>\\w+)'], count: 2 })).toEqual([[]])
    expect(await mail({ find: 'key', absent: 'k0' })).toEqual([[]])
    expect(await mail({ none: true }, 'b@x.org')).toEqual([[]])
  })

  it('is missed', async () => {
    for (const spec of [
      { find: 'nothing' },
      { find: 'key', count: 3 },
      { find: 'key', absent: 'k1' },
      { none: true },
    ]) {
      expect(await mail(spec), JSON.stringify(spec)).not.toEqual([[]])
    }
    expect(await mail({ find: 'key' }, 'b@x.org')).not.toEqual([[]])
  })

  it('gives what the newest says to the next step, and a wait moves the clock', async () => {
    const before = clock
    const find = { mail: { to: 'a@x.org', find: 'key=(?P<key>\\w+)' } }
    const send: RequestStep = {
      request: { method: 'POST', path: '/', json: { key: '${key}', at: { $now: 0 } } },
      expect: {},
    }
    expect(await play(answerWith([]), find, { wait: 60 }, send)).toEqual([[], []])
    expect(await received?.json()).toEqual({ key: 'k1', at: before / 1000 + 60 })
  })
})
