import { describe, expect, it } from 'vitest'
import { openHouse } from '../support/house.ts'
import { signUp } from '../support/people.ts'
import { CONTENT_SECURITY_POLICY, otherHostsIn } from './page.ts'

const house = openHouse({ SEND_ACTIVATION_EMAIL: 'true' })

const PAGES: [string, string, string][] = [
  ['/password/reset', 'Choose a new password', '/auth/users/reset_password_confirm/'],
  ['/username/reset', 'Choose a new username', '/auth/users/reset_username_confirm/'],
  ['/activate', 'Activate your account', '/auth/users/activation/'],
]

/** Where the newest letter leads to. */
const newestLink = async () => {
  const [letter] = await house.letters()
  return new URL(/http\S+/.exec(letter?.text ?? '')?.[0] ?? '')
}

const post = (path: string, json: object) => house.request(path, { method: 'POST', json })

describe.each(PAGES)('GET %s', (path, title, door) => {
  it('is a form with the policy of pages', async () => {
    const response = await house.request(path)
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(text).toContain(`<h1>${title}</h1>`)
    expect(text).toContain(`data-to="${door}"`)
    expect(otherHostsIn(text)).toEqual([])
  })

  it('sends to a door that is there', async () => {
    const text = await (await house.request(path)).text()
    for (const [, address = ''] of text.matchAll(/data-(?:key-)?to="([^"]+)"/g)) {
      expect((await post(address, {})).status).toBe(400)
    }
  })

  it('escapes the name of the site', async () => {
    const own = openHouse({ SITE_NAME: '<img src=x onerror="alert(1)">' })
    const text = await (await own.request(path)).text()
    expect(text).not.toContain('<img')
    expect(text).toContain('<span>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</span>')
  })

  it('answers HEAD without a body, and no other method', async () => {
    const head = await house.request(path, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect((await house.request(path, { method })).status).toBe(404)
    }
  })
})

describe('the links in letters', () => {
  it('lead to these pages, and work after somebody has looked at them', async () => {
    const { email } = await signUp(house)
    await post('/auth/users/reset_username/', { email })
    const link = await newestLink()
    expect(link.pathname).toBe('/username/reset')
    for (const method of ['GET', 'HEAD']) {
      expect((await house.request(link.pathname + link.search, { method })).status).toBe(200)
    }
    const [, uid, token] = link.hash.split('/')
    const renamed = await post('/auth/users/reset_username_confirm/', { uid, token, new_username: 'renamed' })
    expect(renamed.status).toBe(204)
  })

  it.each([
    ['/auth/users/reset_password/', '/password/reset', /^#\/[\w-]+\/[\w-]+$/],
    ['/api/password_reset/', '/password/reset', /^#token=[\w-]+$/],
    ['/auth/users/reset_username/', '/username/reset', /^#\/[\w-]+\/[\w-]+$/],
  ])('of %s keep the secret after the #', async (door, path, secret) => {
    const { email } = await signUp(house)
    await post(door, { email })
    const link = await newestLink()
    expect(link.pathname + link.search).toBe(path)
    expect(link.hash).toMatch(secret)
  })

  it('of an activation wait for a click', async () => {
    const who = { username: 'waiting', password: 'Vq7-mountain-Kestrel' }
    await post('/auth/users/', { ...who, email: 'waiting@example.com' })
    const link = await newestLink()
    expect(link.pathname).toBe('/activate')
    await house.request(link.pathname + link.search)
    expect((await post('/auth/token/login/', who)).status).toBe(400)

    const [, uid, token] = link.hash.split('/')
    expect((await post('/auth/users/activation/', { uid, token })).status).toBe(204)
    expect((await post('/auth/token/login/', who)).status).toBe(200)
  })
})
