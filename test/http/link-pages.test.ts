import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/account/sessions/session.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { addressIn, codeOf, linkOf } from '../support/links.ts'
import { canLogIn, disable, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText, rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'
import { CONTENT_SECURITY_POLICY, otherHostsIn } from './page.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true', SEND_VERIFICATION_EMAIL: 'true' })
const NEXT = 'Rt5-harbour-Cormorant'

const post = (path: string, json: object, at: AppEnv = gatehouse) =>
  at.request(path, { method: 'POST', json })
const send = (path: string, form: Record<string, string>, at: AppEnv = gatehouse) =>
  at.request(path, { method: 'POST', body: new URLSearchParams(form) })
const headingIn = (page: string) => /<h1>(.*)<\/h1>/.exec(page)?.[1]
/** The newest email to somebody that leads to a page. */
const emailTo = async ({ email }: { email: string }, path: string) =>
  (await gatehouse.emails()).find((message) => message.to === email && addressIn(message).pathname === path)

/** What a page says: its status, its heading and where it sends the reader. */
async function said(response: Response) {
  const location = response.headers.get('location')
  return { status: response.status, title: headingIn(await response.text()), ...(location && { location }) }
}
const wentTo = (location: string) => ({ status: 303, title: undefined, location })
const DEAD = { status: 410, title: 'This link no longer works' }

/** Where the email of each page comes from, and what its form is filled with. */
type Flow = {
  path: string
  title: string
  ask: (ada: SignedUp) => Promise<unknown>
  form: () => Record<string, string>
  works: (ada: SignedUp) => Promise<unknown>
}

async function openWaiting(): Promise<SignedUp> {
  const username = `waiting${crypto.randomUUID().slice(0, 8)}`
  const who = { username, email: `${username}@example.com`, password: PASSWORD }
  const response = await post('/auth/users/', who)
  return { ...who, id: (await response.json<{ id: string }>()).id, token: '' }
}

const accountOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)

const flows: [string, Flow][] = [
  [
    'a new password',
    {
      path: '/password/reset',
      title: 'Choose a new password',
      ask: ({ email }) => post('/auth/users/reset_password/', { email }),
      form: () => ({ new_password: NEXT }),
      works: (ada) => canLogIn(gatehouse, ada, NEXT),
    },
  ],
  [
    'a new password, by key',
    {
      path: '/password/reset',
      title: 'Choose a new password',
      ask: ({ email }) => post('/api/password_reset/', { email }),
      form: () => ({ new_password: NEXT }),
      works: (ada) => canLogIn(gatehouse, ada, NEXT),
    },
  ],
  [
    'a new username',
    {
      path: '/username/reset',
      title: 'Choose a new username',
      ask: ({ email }) => post('/auth/users/reset_username/', { email }),
      form: () => ({ new_username: `renamed-${crypto.randomUUID()}` }),
      works: async (ada) => String((await accountOf(ada))?.username).startsWith('renamed-'),
    },
  ],
  [
    'activation',
    {
      path: '/activate',
      title: 'Activate your account',
      ask: async () => {},
      form: () => ({}),
      works: async (ada) => (await accountOf(ada))?.is_active === 1,
    },
  ],
  [
    'a new address',
    {
      path: '/email/confirm',
      title: 'Confirm your email address',
      ask: async () => {},
      form: () => ({}),
      works: async (ada) => (await accountOf(ada))?.email_verified_at === gatehouse.clock.now(),
    },
  ],
  [
    '“this was not me”',
    {
      path: '/not-me',
      title: 'This was not me',
      ask: async ({ token }) => {
        const change = { old_password: PASSWORD, new_password: NEXT }
        await gatehouse.request('/api/change_password/', { method: 'PUT', json: change, token })
      },
      form: () => ({}),
      works: async (ada) => !(await canLogIn(gatehouse, ada, NEXT)),
    },
  ],
]

async function begin({ path, ask, form }: Flow) {
  const ada = path === '/activate' ? await openWaiting() : await signUp(gatehouse)
  await ask(ada)
  const message = await emailTo(ada, path)
  return {
    ada,
    message,
    link: addressIn(message),
    code: codeOf(message),
    parts: linkOf(message),
    form: form(),
  }
}

describe.each(flows)('the page of an email about %s', (_, flow) => {
  const { path, title, works } = flow
  const form = flow.form()

  it('is where the email leads, a form that needs no script, with the policy of pages', async () => {
    const { link } = await begin(flow)
    expect(link.origin + link.pathname).toBe(gatehouse.origin + path)
    const response = await gatehouse.request(link.pathname + link.search)
    const text = await response.text()
    expect([response.status, headingIn(text)]).toEqual([200, title])
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(text).toContain(`<form class="card" method="post" action="${path}">`)
    expect(otherHostsIn(text)).toEqual([])
  })

  it('uses nothing up by being read, however often and by whom (EML-09)', async () => {
    const { ada, link, parts, form } = await begin(flow)
    const before = await everythingAsText()
    for (const method of ['GET', 'HEAD'])
      for (const headers of [{}, { 'Sec-Purpose': 'prefetch' }, { 'User-Agent': 'mail scanner' }])
        expect((await gatehouse.request(link.pathname + link.search, { method, headers })).status).toBe(200)
    expect(await everythingAsText()).toBe(before)
    expect(await said(await send(path, { ...parts, ...form }))).toEqual(wentTo(`${path}/done`))
    expect(await works(ada)).toBe(true)
  })

  it('works once, and says so', async () => {
    const { link, parts, form } = await begin(flow)
    await send(path, { ...parts, ...form })
    await gatehouse.settled()
    expect((await said(await gatehouse.request(`${path}/done`))).status).toBe(200)
    const again = await refused(gatehouse, async () => said(await send(path, { ...parts, ...form })))
    expect(again.status).toBe(410)
    if (path !== '/activate')
      expect(await said(await gatehouse.request(link.pathname + link.search))).toEqual(DEAD)
  })

  it('takes the code in the email, however it is typed', async () => {
    const { ada, code, form } = await begin(flow)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
    const typed = `${code.slice(0, 4).toLowerCase()}- ${code.slice(4)}`
      .replaceAll('0', 'o')
      .replaceAll('1', 'l')
    const sent = await send(path, { email: ada.email.toUpperCase(), code: typed, ...form })
    expect(await said(sent)).toEqual(wentTo(`${path}/done`))
    expect(await works(ada)).toBe(true)
  })

  it('forgets the code after five wrong ones, and not the link (EML-10)', async () => {
    const { ada, code, parts, form } = await begin(flow)
    const wrong = code === '00000000' ? '11111111' : '00000000'
    const answers = new Set<string>()
    for (let time = 0; time < 5; time++)
      answers.add(await (await send(path, { email: ada.email, code: wrong, ...form })).text())
    const late = await send(path, { email: ada.email, code, ...form })
    expect(late.status).toBe(400)
    answers.add((await late.text()).replaceAll(code, wrong))
    expect(answers.size).toBe(1)
    expect(await said(await send(path, { ...parts, ...form }))).toEqual(wentTo(`${path}/done`))
    expect(await works(ada)).toBe(true)
  })

  it('answers a wrong code, and one for nobody’s address, alike', async () => {
    const { ada } = await begin(flow)
    const ask = async (email: string) => {
      const response = await send(path, { email, code: '00000000', ...form })
      return [response.status, (await response.text()).replaceAll(email, 'somebody')]
    }
    expect(await ask(ada.email)).toEqual(await ask('nobody@example.com'))
    expect((await ask(ada.email))[1]).toContain('<li>This code is wrong or no longer works.</li>')
  })

  it('asks for the address and the code where there is no link', async () => {
    const text = await (await gatehouse.request(path)).text()
    expect([...text.matchAll(/<input id="(\w+)"/g)].map(([, name]) => name)).toEqual([
      'email',
      'code',
      ...Object.keys(form),
    ])
    const empty = await refused(gatehouse, () => send(path, form))
    expect(empty.status).toBe(400)
    expect((await empty.text()).match(/<li>This field is required.<\/li>/g)).toHaveLength(2)
  })

  it('is dead with a link that was made up, cut off or mixed up (RST-06)', async () => {
    const [one, other] = [await begin(flow), await begin(flow)]
    const { uid, token } = one.parts
    const wrong = [
      { uid, token: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` },
      { uid: other.parts.uid || 'x', token: token.slice(0, 20) },
      { uid: 'x', token },
      { uid: btoa(crypto.randomUUID()), token },
    ]
    for (const parts of wrong) {
      expect(await said(await gatehouse.request(`${path}?${new URLSearchParams(parts)}`))).toEqual(DEAD)
      const answer = await refused(gatehouse, async () => said(await send(path, { ...parts, ...form })))
      expect(answer).toEqual(DEAD)
    }
  })

  it('says what to do while D1 is out of reach, and when (FLT)', async () => {
    const { link, parts } = await begin(flow)
    const down = openGatehouse({ DB: silentDatabase() })
    await linesLoggedBy(async () => {
      for (const response of [
        await down.request(link.pathname + link.search),
        await send(path, { ...parts, ...form }, down),
      ]) {
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
        expect(await said(response)).toEqual({ status: 503, title: 'Not possible right now' })
      }
    })
  })

  it('escapes the name of the site and whatever was typed', async () => {
    const markup = '"><img src=x onerror="alert(1)">'
    const own = openGatehouse({ SITE_NAME: markup })
    const typed = { email: markup, code: markup, new_username: markup, new_password: markup, token: '' }
    for (const response of [await own.request(path), await send(path, typed, own)]) {
      const text = await response.text()
      expect(text).not.toContain('<img')
      expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
    }
    const held = await own.request(`${path}?token=${encodeURIComponent(markup)}`)
    expect([held.status, (await held.text()).includes('<img')]).toEqual([410, false])
  })

  it('leads nowhere that the address or the form names (EML-13)', async () => {
    const { link, parts, form } = await begin(flow)
    for (const evil of ['//evil.example', '/\\evil.example', 'https:evil.example', 'javascript:evil()']) {
      const named = { next: evil, callbackURL: evil, redirect_to: evil, return: evil }
      const query = new URLSearchParams({ ...Object.fromEntries(link.searchParams), ...named })
      const shown = await gatehouse.request(`${path}?${query}`)
      expect([shown.status, shown.headers.get('location')]).toEqual([200, null])
      expect(await shown.text()).not.toContain('evil')
    }
    const named = {
      next: '//evil.example',
      callbackURL: 'https:evil.example',
      redirect_to: '/\\evil.example',
    }
    const sent = await send(path, { ...parts, ...form, ...named })
    expect(sent.status).toBe(303)
    expect(sent.headers.get('location')).not.toContain('evil')
    expect(new URL(sent.headers.get('location') ?? '', gatehouse.origin).origin).toBe(gatehouse.origin)
  })

  it('has no other method', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      expect((await gatehouse.request(path, { method })).status).toBe(404)
  })

  it('reads a link with blanks around its parts as it reads its form', async () => {
    const { link } = await begin(flow)
    const plain = await (await gatehouse.request(link.pathname + link.search)).text()
    const blank = await gatehouse.request(`${link.pathname}${link.search}%20`)
    expect([blank.status, await blank.text()]).toEqual([200, plain])
  })

  it('refuses a link that is nothing but blanks as one that is dead', async () => {
    expect(await said(await gatehouse.request(`${path}?uid=x&token=%20`))).toEqual(DEAD)
  })

  it('refuses a form that came compressed, in words', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Encoding': 'gzip' }
    const response = await refused(gatehouse, () =>
      gatehouse.request(path, { method: 'POST', headers, body: 'token=x' }),
    )
    const text = await response.text()
    expect([response.status, headingIn(text)]).toEqual([415, 'This form could not be read'])
    expect(text).toContain('<p>It was compressed. Open the link from your email again.</p>')
  })

  it('refuses what is no form, and one that is too large, in words', async () => {
    for (const [body, status] of [
      [new URLSearchParams({ token: 'x'.repeat(20_000) }), 413],
      ['{"token":"x"}', 400],
    ] as const) {
      const response = await refused(gatehouse, () => gatehouse.request(path, { method: 'POST', body }))
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    }
  })
})

describe('the form for a new password', () => {
  const { 1: flow } = flows[0] as [string, Flow]

  it.each([
    ['short', '<li>This password is too short. It must contain at least 8 characters.</li>'],
    ['password', '<li>This password is too common.</li>'],
    ['46892357', '<li>This password is entirely numeric.</li>'],
    ['', '<li>This field may not be blank.</li>'],
  ])(
    'tells beside the field what is wrong with “%s”, and the link goes on (RST-11)',
    async (typed, sentence) => {
      const { ada, parts } = await begin(flow)
      const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_password: typed }))
      const text = await response.text()
      expect(response.status).toBe(400)
      expect(text).toContain(`<ul class="problem" id="new_password-problem">${sentence}`)
      expect(text).toContain(
        'aria-describedby="new_password-hint new_password-problem" aria-invalid="true" autofocus>',
      )
      if (typed) expect(text).not.toContain(`value="${typed}"`)
      await send(flow.path, { ...parts, new_password: NEXT })
      expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    },
  )

  it('knows the name of whose password it is', async () => {
    const { ada, parts } = await begin(flow)
    const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_password: ada.username }))
    expect(await response.text()).toContain('<li>The password is too similar to the username.</li>')
  })

  it('is dead for an account that was disabled meanwhile (RST-12)', async () => {
    const { ada, parts } = await begin(flow)
    await disable(ada)
    expect(await said(await send(flow.path, { ...parts, new_password: NEXT }))).toEqual(DEAD)
  })

  it('signs nobody in (RST-01)', async () => {
    const { parts } = await begin(flow)
    const response = await send(flow.path, { ...parts, new_password: NEXT })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await response.text()).toBe('')
  })
})

describe('the form for a new username', () => {
  const { 1: flow } = flows[2] as [string, Flow]

  it('shows again what was typed, and what is wrong with it', async () => {
    const { parts } = await begin(flow)
    const other = await signUp(gatehouse)
    for (const [typed, sentence] of [
      [
        'a b<c',
        'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
      ],
      [other.username.toUpperCase(), 'A user with that username already exists.'],
    ] as const) {
      const response = await refused(gatehouse, () => send(flow.path, { ...parts, new_username: typed }))
      const text = await response.text()
      expect(text).toContain(` value="${typed.replace('<', '&lt;')}"`)
      expect(text).toContain(`<li>${sentence}</li>`)
    }
  })
})

describe('the page that follows an activation', () => {
  it('says that the account is active when the link is used again', async () => {
    const { 1: flow } = flows[3] as [string, Flow]
    const { parts } = await begin(flow)
    await send(flow.path, parts)
    expect(await said(await send(flow.path, parts))).toEqual({
      status: 410,
      title: 'This link was already used',
    })
  })
})

describe('the page to ask for a new password', () => {
  it('answers a known and an unknown address alike, and mails to the one', async () => {
    const ada = await signUp(gatehouse)
    const before = (await gatehouse.emails()).length
    const answers = []
    for (const email of [ada.email, 'nobody@example.com']) {
      const response = await send('/password/forgot', { email })
      const { 'x-request-id': _, ...headers } = Object.fromEntries(response.headers)
      answers.push([response.status, headers, await response.text()])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.[0]).toBe(303)
    const emails = await gatehouse.emails()
    expect(emails).toHaveLength(before + 1)
    expect(emails[0]).toMatchObject({ to: ada.email, subject: 'Password reset on Gatehouse' })
    expect((await said(await gatehouse.request('/password/forgot/done'))).title).toBe('Check your inbox')
  })

  it('says what is wrong with an address', async () => {
    expect(headingIn(await (await gatehouse.request('/password/forgot')).text())).toBe(
      'Forgot your password?',
    )
    const response = await refused(gatehouse, () => send('/password/forgot', { email: 'ada' }))
    expect(await response.text()).toContain('<li>Enter a valid email address.</li>')
  })
})

describe('the links in emails (HDR-01, HDR-02, RST-15)', () => {
  it.each(flows)('about %s come from the settings, whatever a request says', async (_, { ask, path }) => {
    const hostile = {
      'X-Forwarded-Host': 'evil.example',
      'X-Original-Host': 'evil.example',
      'X-Forwarded-Proto': 'gopher',
      Forwarded: 'host=evil.example',
      Origin: 'https://evil.example',
      Host: 'evil.example',
    }
    const evil: AppEnv = {
      ...gatehouse,
      request: (to, init = {}) =>
        gatehouse.request(to, { ...init, headers: { ...hostile, ...(init.headers as object) } }),
    }
    const ada = path === '/activate' ? await openWaiting() : await signUp(evil)
    await ask(ada)
    const message = await emailTo(ada, path)
    expect(addressIn(message).origin).toBe(gatehouse.origin)
    expect(JSON.stringify(message)).not.toMatch(/evil|gopher/)
  })

  it('hold nothing that D1 could be searched for', async () => {
    const { parts, code } = await begin((flows[0] as [string, Flow])[1])
    const stored = await everythingAsText()
    for (const secret of [parts.token, code]) expect(stored).not.toContain(secret)
  })

  it('let nobody in by themselves', async () => {
    const { parts } = await begin((flows[0] as [string, Flow])[1])
    await expect(authenticate(gatehouse.ports, parts.token)).rejects.toMatchObject({
      reason: 'token_invalid',
    })
  })
})
