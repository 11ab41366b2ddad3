import { describe, expect, it } from 'vitest'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { DEAD, headingIn, linkFlows, said, wentTo } from '../support/link-flows.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'
import { CONTENT_SECURITY_POLICY, otherHostsIn } from './page.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true', SEND_VERIFICATION_EMAIL: 'true' })
const { send, flows, begin } = linkFlows(gatehouse)

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
})
