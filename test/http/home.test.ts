import { describe, expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { mounts } from '../support/standard.ts'
import { documents } from '../support/standard-documents.ts'
import { CONTENT_SECURITY_POLICY, otherHostsIn } from './page.ts'

const gatehouse = openGatehouse()
const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' })

const asBrowser = { headers: { accept: 'text/html' } }
const page = async (of = gatehouse) => (await of.request('/', asBrowser)).text()
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

describe('GET /', () => {
  it('is a page that nothing but its own origin can add to', async () => {
    const response = await gatehouse.request('/', asBrowser)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=UTF-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    })
    expect(otherHostsIn(await response.text())).toEqual([])
  })

  it('needs no script, and holds no style of its own', async () => {
    expect(await page()).not.toMatch(/<script|<style|\sstyle=|\son\w+=/)
  })

  it('shows every API, and where it stands', async () => {
    const text = await page()
    expect(all(text, /href="\/docs\?api=(\w+)"/g)).toEqual(Object.keys(documents))
    const rows = text.split('<li>').slice(1)
    const isAt = (row: string) => all(row, /<code>(\S+?)\/?<\/code>/g)
    for (const [at, { mounts }] of Object.values(documents).entries()) {
      const bases = mounts.map(({ base }) => base)
      for (const path of isAt(rows[at]?.split('</li>')[0] ?? '')) {
        expect(bases.filter((base) => path === base || path.startsWith(`${base}/`))).not.toEqual([])
      }
    }
    const shown = rows.flatMap((row) => isAt(row.split('</li>')[0] ?? ''))
    for (const { base } of mounts) {
      expect(shown.some((path) => base === path || base.startsWith(`${path}/`))).toBe(true)
    }
  })

  it.each([
    ['development', gatehouse],
    ['production', production],
  ])('leads nowhere in vain in %s', async (_, of) => {
    const links = all(await page(of), /<a href="([^"]+)"/g)
    expect(links).toEqual(expect.arrayContaining(['/docs', '/healthz', '/readyz', '/.well-known/jwks.json']))
    for (const link of links) expect([link, (await of.request(link)).status]).toEqual([link, 200])
  })

  it('shows the mailbox and the first steps in development only', async () => {
    const inDevelopment = await page()
    expect(inDevelopment).toContain('href="/dev/mailbox"')
    expect(inDevelopment).toContain('npm run client')
    expect(inDevelopment).toContain(`curl -i ${gatehouse.origin}/auth/users/ `)
    const inProduction = await page(production)
    expect(inProduction).not.toContain('/dev/mailbox')
    expect(inProduction).not.toMatch(/curl|npm run client/)
  })

  it('says in development what keeps people from signing in, and in production nothing of it', async () => {
    const broken = { MASTER_KEYS: 'k1:short' }
    const inDevelopment = await page(openGatehouse(broken))
    expect(inDevelopment).toContain('<h2 id="problems">This server is not ready</h2>')
    expect(all(inDevelopment, /<ul><li>(.*?)<\/li><\/ul>/g)).toEqual([
      expect.stringMatching(/^MASTER_KEYS: /),
    ])
    expect(await page()).not.toContain('not ready')
    const inProduction = { ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com', ...broken }
    expect(await page(openGatehouse(inProduction))).not.toMatch(/not ready|MASTER_KEYS/)
  })

  it('names the site, whatever it is called', async () => {
    const text = await page(openGatehouse({ SITE_NAME: '<b>Ada & Co</b>' }))
    expect(text).toContain('<span>&lt;b&gt;Ada &amp; Co&lt;/b&gt;</span>')
    expect(text).not.toContain('<b>')
  })
})

describe('/', () => {
  it('answers HEAD as GET, without the page', async () => {
    const response = await gatehouse.request('/', { method: 'HEAD', ...asBrowser })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('has no %s', async (method) => {
    const response = await gatehouse.request('/', { method })
    expect([response.status, await response.json()]).toEqual([404, { detail: 'Not found.' }])
  })
})
