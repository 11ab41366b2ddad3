import { describe, expect, it } from 'vitest'
import type { EmailMessage } from '../../src/ports/mail.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { CONTENT_SECURITY_POLICY } from './page.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

const gatehouse = openGatehouse()

const message: EmailMessage = { to: 'ada@example.com', subject: 'First', text: 'One\n', html: '<p>One</p>' }

const put = async (own: Partial<EmailMessage>) => {
  const prepared = await gatehouse.ports.outbox.prepare({ kind: 'email', message: { ...message, ...own } })
  await Promise.all(gatehouse.ports.outbox.insert(prepared))
}

const open = (of: AppEnv, accept: string, query = '') =>
  of.request(`/dev/mailbox${query}`, { headers: { accept } })
const page = async (of = gatehouse, query = '') => (await open(of, BROWSER, query)).text()

const idsIn = (text: string) =>
  [...text.matchAll(/href="\/dev\/mailbox\?email=([^"]+)"/g)].map(([, id]) => id)
const openedIn = (text: string) => /<article.*<h2>(.*)<\/h2>/s.exec(text)?.[1]
const newest = async () => (await gatehouse.ports.outbox.emails())[0]
const frame = async (of = gatehouse) => of.request(`/dev/mailbox/${(await newest())?.id}.html`)

describe('GET /dev/mailbox', () => {
  it('says how to get an email while there is none', async () => {
    expect(await (await gatehouse.request('/dev/mailbox')).json()).toEqual([])
    expect(await page()).toContain('No emails yet')
    expect(await page()).toContain(`curl ${gatehouse.origin}/auth/users/reset_password/ `)
  })

  it('answers with the emails, newest first', async () => {
    await put({})
    await put({ subject: 'Second', to: 'grace@example.com' })
    const from = 'Gatehouse <noreply@localhost>'
    expect(await (await gatehouse.request('/dev/mailbox')).json()).toEqual([
      { ...message, from, subject: 'Second', to: 'grace@example.com' },
      { ...message, from },
    ])
  })

  it.each([
    [BROWSER, 'text/html; charset=UTF-8'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
    ['application/json, text/html;q=0.5', 'application/json'],
    ['', 'application/json'],
  ])('answers who accepts “%s” with %s', async (accept, type) => {
    const response = await open(gatehouse, accept)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('vary')).toBe('Accept, Origin, Authorization, Cookie')
  })

  it('keeps its form for a program that names an email', async () => {
    const all = await (await gatehouse.request('/dev/mailbox')).text()
    expect(await (await gatehouse.request(`/dev/mailbox?email=${(await newest())?.id}`)).text()).toBe(all)
  })

  it('is a page for a browser, newest first, with the policy of pages', async () => {
    const response = await open(gatehouse, BROWSER)
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect([...text.matchAll(/<b>(.*)<\/b>/g)].map(([, subject]) => subject)).toEqual(['Second', 'First'])
    expect(text).toContain('2 emails')
    expect(text).toContain('<time datetime="2026-11-20T08:00:00.000Z">20 Nov 2026, 08:00:00 UTC</time>')
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/)
  })

  it('opens the newest email, and any other that is asked for', async () => {
    const [second, first] = idsIn(await page())
    expect(openedIn(await page())).toBe('Second')
    for (const [id, subject] of [
      [second, 'Second'],
      [first, 'First'],
    ]) {
      const text = await page(gatehouse, `?email=${id}`)
      expect(openedIn(text)).toBe(subject)
      expect(text).toContain(`<a href="/dev/mailbox?email=${id}" aria-current="page">`)
      expect(text.match(/aria-current/g)).toHaveLength(1)
      expect(text).toContain(`src="/dev/mailbox/${id}.html"`)
    }
  })

  it.each(['x', '00000000-0000-4000-8000-000000000000', '"><b>'])(
    'says that there is no email %s, beside those that there are',
    async (id) => {
      const response = await open(gatehouse, BROWSER, `?email=${encodeURIComponent(id)}`)
      const text = await response.text()
      expect(response.status).toBe(404)
      expect(text).toContain('Email not found')
      expect(idsIn(text)).toHaveLength(2)
      expect(text).not.toMatch(/aria-current|<iframe|"><b>"/)
    },
  )

  it('leaves out what was sealed under keys that are gone', async () => {
    const before = await (await gatehouse.request('/dev/mailbox')).json()
    const other = { kty: 'oct', kid: 'other', k: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
    const gone = openGatehouse({ MASTER_KEYS: JSON.stringify({ keys: [other] }) })
    await Promise.all(gone.ports.outbox.insert(await gone.ports.outbox.prepare({ kind: 'email', message })))
    expect(await (await gatehouse.request('/dev/mailbox')).json()).toEqual(before)
  })

  it('names the sender of the settings', async () => {
    const own = openGatehouse({ MAIL_FROM: 'Ada <hello@example.com>' })
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

  it('lists the web addresses of the open email, each once', async () => {
    await put({
      text: 'http://localhost:8787/a#/b/c\nhttps://example.com/ ftp://example.com/ javascript:alert(1)\nhttps://example.com/\n',
    })
    const list = /<ul class="links">(.*?)<\/ul>/s.exec(await page())?.[1] ?? ''
    const addresses = [...list.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)
    expect(addresses).toEqual(['http://localhost:8787/a#/b/c', 'https://example.com/'])
    await put({})
    expect(await page()).not.toContain('class="links"')
  })

  it('escapes whatever an email holds, and leaves its HTML to the frame', async () => {
    const markup = '<img src=x onerror="alert(1)">'
    const more = '</b></article><script src="/x.js"></script>'
    await put({
      to: markup,
      subject: markup + more,
      text: `${markup} https://example.com/"onclick="x`,
      html: markup,
    })
    const text = await page()
    expect(text).not.toContain('<img')
    expect(text).not.toContain('/x.js"')
    // Both in the list and in the open email: the subject and the address; and the text.
    expect(text.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;/g)).toHaveLength(5)
    expect(text).toContain('<a href="https://example.com/" target')
  })

  it.each([BROWSER, '*/*'])('is not there in production for %s', async (accept) => {
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' })
    const response = await open(production, accept)
    const text = await response.text()
    expect(response.status).toBe(404)
    if (accept === BROWSER) expect(text).toContain('<h1>There is no page here</h1>')
    else expect(JSON.parse(text)).toEqual({ detail: 'Not found.' })
  })
})

describe('the host of /dev/mailbox', () => {
  const statusAt = async (host: string, path = '') =>
    (await gatehouse.send(new Request(`http://${host}/dev/mailbox${path}`))).status

  it.each(['localhost', 'id.localhost:8787', '127.0.0.1:8787', '192.168.1.20', '[::1]:8787'])(
    'may be %s',
    async (host) => expect(await statusAt(host)).toBe(200),
  )

  it.each(['rebound.example', 'localhost.example', '127.0.0.1.example', 'notlocalhost'])(
    'is not %s, which a foreign page may have pointed here',
    async (host) => {
      await put({})
      expect(await statusAt(host)).toBe(404)
      expect(await statusAt(host, `/${(await newest())?.id}.html`)).toBe(404)
    },
  )
})

describe('GET /dev/mailbox/{id}.html', () => {
  it('is what an email looks like, in a frame that may run nothing', async () => {
    expect(await page()).toContain(
      `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin" src="/dev/mailbox/${(await newest())?.id}.html" title="`,
    )
    const response = await frame()
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=UTF-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; base-uri 'self'; " +
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    })
  })

  it('has the origin of the mailbox in its frame alone, so that it can be measured', async () => {
    const path = `/dev/mailbox/${(await newest())?.id}.html`
    const policyOf = async (headers: Record<string, string>) =>
      (await gatehouse.request(path, { headers })).headers.get('content-security-policy')
    expect(await policyOf({ 'sec-fetch-dest': 'iframe' })).toMatch(
      /^default-src 'none'.*sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin$/,
    )
    expect(await policyOf({ 'sec-fetch-dest': 'document' })).not.toContain('allow-same-origin')
  })

  it.each([
    ['<p>One</p>', '<base target="_blank"><p>One</p>'],
    ['<header>$1</header>', '<base target="_blank"><header>$1</header>'],
    [
      '<!doctype html><html lang="en"><head><title>One</title></head></html>',
      '<!doctype html><html lang="en"><head><base target="_blank"><title>One</title></head></html>',
    ],
    ['<!DOCTYPE html>\n<p>One</p>', '<!DOCTYPE html><base target="_blank">\n<p>One</p>'],
  ])('opens the links of %s elsewhere', async (html, shown) => {
    await put({ html })
    expect(await (await frame()).text()).toBe(shown)
  })

  it.each(['00000000-0000-4000-8000-000000000000.html', 'x.html', `${'-'.repeat(36)}.html`, 'x'])(
    'has no email %s',
    async (file) => {
      const response = await gatehouse.request(`/dev/mailbox/${file}`, { headers: { accept: BROWSER } })
      expect([response.status, await response.text()]).toEqual([
        404,
        expect.stringContaining('<h1>There is no page here</h1>'),
      ])
    },
  )

  it('is not there without its ending, nor in production', async () => {
    const id = (await newest())?.id
    expect((await gatehouse.request(`/dev/mailbox/${id}`)).status).toBe(404)
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' })
    const response = await frame(production)
    expect([response.status, await response.json()]).toEqual([404, { detail: 'Not found.' }])
  })
})
