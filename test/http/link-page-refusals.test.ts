import { describe, expect, it } from 'vitest'
import { authenticate } from '../../src/account/sessions/session.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { DEAD, type Flow, headingIn, linkFlows, said } from '../support/link-flows.ts'
import { addressIn } from '../support/links.ts'
import { signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { everythingAsText } from '../support/rows.ts'

const gatehouse = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true', SEND_VERIFICATION_EMAIL: 'true' })
const { send, emailTo, openWaiting, flows, begin } = linkFlows(gatehouse)

describe.each(flows)('the page of an email about %s', (_, flow) => {
  const { path } = flow

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
