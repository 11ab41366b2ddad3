import { describe, expect, it } from 'vitest'
import type { Letter } from '../../src/ports/mail.ts'
import { type House, openHouse } from '../support/house.ts'
import { CONTENT_SECURITY_POLICY } from './page.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

const house = openHouse()

const letter: Letter = { to: 'ada@example.com', subject: 'First', text: 'One\n', html: '<p>One</p>' }

const put = async (own: Partial<Letter>) => {
  const packed = await house.ports.outbox.pack({ kind: 'letter', letter: { ...letter, ...own } })
  await Promise.all(house.ports.outbox.insert(packed))
}

const open = (of: House, accept: string) => of.request('/dev/mailbox', { headers: { accept } })
const page = async (of = house) => (await open(of, BROWSER)).text()

describe('GET /dev/mailbox', () => {
  it('says how to get a letter while there is none', async () => {
    expect(await (await house.request('/dev/mailbox')).json()).toEqual([])
    expect(await page()).toContain('No letters yet')
    expect(await page()).toContain(`curl ${house.origin}/auth/users/reset_password/ `)
  })

  it('answers with the letters, newest first', async () => {
    await put({})
    await put({ subject: 'Second', to: 'grace@example.com' })
    const from = 'Gatehouse <noreply@localhost>'
    expect(await (await house.request('/dev/mailbox')).json()).toEqual([
      { ...letter, from, subject: 'Second', to: 'grace@example.com' },
      { ...letter, from },
    ])
  })

  it.each([
    [BROWSER, 'text/html; charset=UTF-8'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/json, text/html;q=0.5', 'application/json'],
    ['', 'application/json'],
  ])('answers who accepts “%s” with %s', async (accept, type) => {
    const response = await open(house, accept)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('vary')).toBe('Accept')
  })

  it('is a page for a browser, newest first, with the policy of pages', async () => {
    const response = await open(house, BROWSER)
    const text = await response.text()
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect([...text.matchAll(/<h2>(.*)<\/h2>/g)].map(([, subject]) => subject)).toEqual(['Second', 'First'])
    expect(text).toContain('2 letters')
  })

  it('leaves out what was sealed under keys that are gone', async () => {
    const before = await (await house.request('/dev/mailbox')).json()
    const other = { kty: 'oct', kid: 'other', k: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
    const gone = openHouse({ MASTER_KEYS: JSON.stringify({ keys: [other] }) })
    await Promise.all(gone.ports.outbox.insert(await gone.ports.outbox.pack({ kind: 'letter', letter })))
    expect(await (await house.request('/dev/mailbox')).json()).toEqual(before)
  })

  it('names the sender of the settings', async () => {
    const own = openHouse({ MAIL_FROM: 'Ada <hello@example.com>' })
    const [first] = await (await own.request('/dev/mailbox')).json<{ from: string }[]>()
    expect(first?.from).toBe('Ada <hello@example.com>')
    expect(await page(own)).toContain('Ada &lt;hello@example.com&gt;')
  })

  it('makes web addresses clickable, and nothing else', async () => {
    await put({ text: 'See http://localhost:8787/activate#/a/b and javascript:alert(1) now\n' })
    const text = await page()
    expect(text).toContain(
      '<a href="http://localhost:8787/activate#/a/b" target="_blank" rel="noopener noreferrer">',
    )
    expect(text).not.toMatch(/href="javascript/)
  })

  it('escapes whatever a letter holds, and leaves its HTML out', async () => {
    const markup = '<img src=x onerror="alert(1)">'
    await put({
      to: markup,
      subject: markup,
      text: `${markup} https://example.com/"onclick="x`,
      html: markup,
    })
    const text = await page()
    expect(text).not.toContain('<img')
    expect(text.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;/g)).toHaveLength(3)
    expect(text).toContain('<a href="https://example.com/" target')
  })

  it.each([BROWSER, '*/*'])('is not there in production for %s', async (accept) => {
    const production = openHouse({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' })
    const response = await open(production, accept)
    expect([response.status, await response.json()]).toEqual([404, { detail: 'Not found.' }])
  })
})
