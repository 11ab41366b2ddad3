import { describe, expect, it } from 'vitest'
import type { Brand } from '../../src/ports/brand.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { signUp } from '../support/people.ts'

const APP = 'https://app.example.com/'
const SHOP = 'https://shop.example.com/basket?from=id'
const BRAND: Brand = {
  logo: 'brand/logo.svg',
  accent: { light: '#7a1f5c', dark: '#f0a8d8' },
  support: 'help@example.com',
  app: APP,
  returnTo: [SHOP],
}

const gatehouse = openGatehouse({ SITE_NAME: 'Harbour' }, { config: defineConfig({ brand: BRAND }) })
const plain = openGatehouse()

const page = async (path: string, init: RequestInit = {}, at = gatehouse) => {
  const response = await at.request(path, { redirect: 'manual', ...init })
  return { status: response.status, location: response.headers.get('location'), text: await response.text() }
}
const back = (text: string) =>
  text.match(/<a href="([^"]+)">Back to the app<\/a>/)?.[1]?.replaceAll('&amp;', '&')
const post = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })

describe('the pages of a team', () => {
  it('have its logo, its colours, its address for questions and the way back', async () => {
    for (const path of [
      '/password/forgot',
      '/password/forgot/done',
      '/activate',
      '/activate/done',
      '/not-me',
    ]) {
      const { text } = await page(path)
      expect(text).toContain('<img class="logo" src="/pages/logo.svg" alt=""><span>Harbour</span>')
      expect(text).toContain('<link rel="stylesheet" href="/pages/brand.css">')
      expect(text).toContain('<a href="mailto:help@example.com">help@example.com</a>')
      expect([path, back(text)]).toEqual([path, APP])
    }
    expect((await page('/activate?uid=x&token=y')).text).toContain(`<a href="${APP}">Back to the app</a>`)
  })

  it('are those of Gatehouse without one, and lead nowhere', async () => {
    const { text } = await page('/password/forgot', {}, plain)
    expect(text).toContain('<svg class="logo"')
    expect(text).not.toMatch(/brand\.css|mailto:|Back to the app|<footer/)
  })

  it('lead to FRONT_END_URL where the brand names no app', async () => {
    const other = openGatehouse({ FRONT_END_URL: 'https://front.example.com' })
    expect(back((await page('/password/forgot', {}, other)).text)).toBe('https://front.example.com')
  })

  it('leave documents and mailbox as they are', async () => {
    for (const path of ['/docs', '/dev/mailbox']) {
      const { text } = await page(path, { headers: { accept: 'text/html' } })
      expect(text).not.toMatch(/brand\.css|\/pages\/logo/)
    }
  })
})

describe('?next=', () => {
  const next = `?next=${encodeURIComponent(SHOP)}`

  it('is followed to the end if the configuration names it', async () => {
    const form = await page(`/password/forgot${next}`)
    expect(back(form.text)).toBe(SHOP)
    expect(form.text).toContain(`action="/password/forgot${next}"`)
    const sent = await page(`/password/forgot${next}`, post({ email: 'ada@example.com' }))
    expect([sent.status, sent.location]).toEqual([303, `/password/forgot/done${next}`])
    expect(back((await page(`/password/forgot/done${next}`)).text)).toBe(SHOP)
  })

  it('is followed from a page that a link led to', async () => {
    const ada = await signUp(gatehouse)
    await gatehouse.request('/auth/users/reset_password/', { method: 'POST', json: { email: ada.email } })
    const link = linkOf((await gatehouse.emails())[0])
    const sent = await page(
      `/password/reset${next}`,
      post({ ...link, new_password: 'Rt5-harbour-Cormorant' }),
    )
    expect([sent.status, sent.location]).toEqual([303, `/password/reset/done${next}`])
  })

  it.each([
    'https://evil.example',
    `${SHOP}#x`,
    `${SHOP}&x=1`,
    SHOP.slice(0, -1),
    'https://shop.example.com.evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    'https://SHOP.example.com/basket?from=id',
    `${APP}deeper`,
    '',
  ])('is ignored otherwise: %s', async (address) => {
    const query = `?next=${encodeURIComponent(address)}`
    const form = await page(`/password/forgot${query}`)
    expect(back(form.text)).toBe(APP)
    expect(form.text).toContain('action="/password/forgot"')
    const sent = await page(`/password/forgot${query}`, post({ email: 'ada@example.com' }))
    expect([sent.status, sent.location]).toEqual([303, '/password/forgot/done'])
  })

  it('is ignored where it is sent twice', async () => {
    const { text } = await page(`/password/forgot${next}&next=https://evil.example`)
    expect([APP, SHOP]).toContain(back(text))
  })
})

it('emails have the colours and the address for questions', async () => {
  const ada = await signUp(gatehouse)
  await gatehouse.request('/auth/users/reset_password/', { method: 'POST', json: { email: ada.email } })
  const [email] = await gatehouse.emails()
  expect(email?.html).toContain('background:#7a1f5c')
  expect(email?.html).toContain('.button { background: #f0a8d8 !important')
  expect(email?.html).toContain('href="mailto:help@example.com"')
  expect(email?.text.endsWith('\n\nhelp@example.com\n')).toBe(true)
})
