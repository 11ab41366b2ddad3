import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { fromBase32 } from '../support/base32.ts'
import { PASSWORD, post } from './support/api.ts'
import { complaintsOf, isTooWide, openPage, violationsOf } from './support/browser.ts'

const apisOf = async (page: Page) => {
  const links = await page.getByRole('navigation', { name: 'APIs' }).getByRole('link').all()
  const addresses = await Promise.all(links.map((link) => link.getAttribute('href')))
  expect(addresses.length).toBeGreaterThan(0)
  return addresses.map(String)
}

const openDocs = async (page: Page, address: string) => {
  await page.goto(address)
  await page.locator('#reference .opblock').first().waitFor()
}

/** Somebody new, and a token of theirs. */
const register = async () => {
  const username = `docs-${crypto.randomUUID().slice(0, 8)}`
  const made = await post(inject('origin'), '/api/v1/users/', { username, password: PASSWORD })
  return { username, token: (made as { auth_token: string }).auth_token }
}

/** The code of an authenticator app (RFC 6238). */
const codeNow = (secret: Uint8Array): string => {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', secret).update(step).digest()
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** Turns a second factor on, and returns the recovery codes. */
const enrol = async (token: string): Promise<string[]> => {
  const begun = await post(inject('origin'), '/account/second-factor/totp', {}, token)
  const code = codeNow(fromBase32((begun as { secret: string }).secret))
  const done = await post(inject('origin'), '/account/second-factor/totp/confirm', { code }, token)
  return (done as { recovery_codes: string[] }).recovery_codes
}

const click = (page: Page, button: string) => page.getByRole('button', { name: button, exact: true }).click()

const signIn = async (page: Page, username: string, password = PASSWORD) => {
  await page.getByLabel('Username or email address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await click(page, 'Sign in')
}

/** Reading oneself, at each API that has it: where, and the path. */
const YOURSELF: Record<string, string> = {
  '/docs?api=profile': '/api/profile/',
  '/docs?api=djoser': '/auth/users/me/',
  '/docs?api=express': '/api/v1/users/getUser',
  '/docs?api=account': '/account',
}

const tryIt = async (page: Page, path: string): Promise<string> => {
  const operation = page.locator('.opblock-get', {
    has: page.locator(`.opblock-summary-path[data-path="${path}"]`),
  })
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.execute').click()
  const status = operation.locator('.live-responses-table tbody td.response-col_status')
  return ((await status.first().textContent()) ?? '').trim()
}

describe('/docs', () => {
  it('opens without an error on the console, whatever the API', async () => {
    const page = await openPage()
    await openDocs(page, '/docs')
    for (const api of await apisOf(page)) await openDocs(page, api)
    expect(complaintsOf(page)).toEqual([])
  })

  it('signs in once, at every API, says as whom, and signs out', async () => {
    const { username } = await register()
    const page = await openPage()
    await openDocs(page, '/docs')
    await signIn(page, username, 'wrong-password')
    await page.getByRole('alert').getByText('Wrong username or password.').waitFor()
    await signIn(page, username)
    await page.getByText(`Signed in as ${username}, at every API of this page.`).waitFor()
    for (const [api, path] of Object.entries(YOURSELF)) {
      await openDocs(page, api)
      await page.getByText(`Signed in as ${username}`).waitFor()
      expect([api, await tryIt(page, path)]).toEqual([api, '200'])
    }
    const token = await page.evaluate(() => sessionStorage.getItem('gatehouse-docs'))
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
    await click(page, 'Sign out')
    await page.getByText('Signed out.').waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([])
    const after = await fetch(`${inject('origin')}/account`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(after.status).toBe(401)
  })

  it('asks for a code where the account has a second factor', async () => {
    const { username, token } = await register()
    const [code = ''] = await enrol(token)
    const page = await openPage()
    await openDocs(page, '/docs')
    await signIn(page, username)
    const field = page.getByLabel('Code of your authenticator app, or a recovery code')
    await field.fill('000000')
    await click(page, 'Sign in')
    await page.getByRole('alert').getByText('This code is wrong').waitFor()
    await field.fill(code)
    await click(page, 'Sign in')
    await page.getByText(`Signed in as ${username}`).waitFor()
  })

  it('takes the token of a sign-in that was tried on it', async () => {
    const { username } = await register()
    const page = await openPage()
    await openDocs(page, '/docs?api=users')
    const operation = page.locator('.opblock-post', {
      has: page.locator('.opblock-summary-path[data-path="/api-token-auth/"]'),
    })
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('textarea').fill(JSON.stringify({ username, password: PASSWORD }))
    await operation.locator('.execute').click()
    await page.getByText(`Signed in as ${username}`).waitFor()
    expect(complaintsOf(page)).toEqual([])
  })

  it('opens the operation that the address names, and tells the address of what was opened', async () => {
    const page = await openPage()
    await openDocs(page, '/docs?api=djoser#/Sign-in/refreshToken')
    const open = page.locator('#reference > main .opblock.is-open > .opblock-summary .opblock-summary-path')
    await page.locator('.execute').waitFor()
    const named = await open.getAttribute('data-path')
    expect([await open.count(), named]).toEqual([1, '/auth/jwt/refresh/'])
    await page.getByRole('button', { name: 'Log in for a token' }).click()
    expect(new URL(page.url()).hash).toBe('#/Sign-in/logIn')
    await page.getByRole('button', { name: 'Log in for a token' }).click()
    expect(new URL(page.url()).hash).toBe('')
    expect(await open.count()).toBe(1)
    expect(complaintsOf(page)).toEqual([])
  })

  it('loads Swagger UI for whoever opens an operation only, and takes another credential there', async () => {
    const { token } = await register()
    const page = await openPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await openDocs(page, '/docs?api=profile')
    expect(asked).toContain('/docs/profile.json')
    expect(asked).not.toContain('/docs/swagger-ui-bundle.js')
    const operation = page.locator('.opblock', { hasText: 'Read your profile' }).first()
    expect(await operation.getByRole('img', { name: 'Needs a credential' }).isVisible()).toBe(true)
    await operation.locator('.opblock-summary-control').click()
    await operation.locator('.authorization__btn').click()
    const dialog = page.locator('.modal-ux')
    await dialog.locator('input').fill(token)
    await dialog.getByRole('button', { name: 'Apply credentials' }).click()
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await operation.locator('.execute').click()
    const status = operation.locator('.live-responses-table tbody td.response-col_status').first()
    expect((await status.textContent())?.trim()).toBe('200')
    expect(asked.filter((path) => path === '/docs/swagger-ui-bundle.js')).toEqual([
      '/docs/swagger-ui-bundle.js',
    ])
  })

  it('shows how to ask for an operation, with curl, fetch and the client', async () => {
    const page = await openPage()
    await openDocs(page, '/docs?api=djoser')
    await page
      .locator('.opblock', { hasText: '/auth/jwt/create/' })
      .locator('.opblock-summary-control')
      .click()
    const samples = page.locator('.samples')
    const shown = async (name: string) => {
      await samples.getByRole('button', { name }).click()
      return samples.locator('pre').textContent()
    }
    expect(await shown('curl')).toContain(`curl -X POST ${inject('origin')}/auth/jwt/create/`)
    expect(await shown('fetch')).toContain(`fetch('${inject('origin')}/auth/jwt/create/'`)
    const whence = samples.getByText('npm install ../gatehouse/client')
    expect(await whence.count()).toBe(0)
    expect(await shown('client')).toContain('gatehouse.signIn({')
    expect(await whence.isVisible()).toBe(true)
    expect(await samples.getByRole('button', { name: 'client' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('shows all APIs on a phone without scrolling sideways', async () => {
    const page = await openPage({ phone: true })
    await openDocs(page, '/docs')
    for (const link of await page.getByRole('navigation', { name: 'APIs' }).getByRole('link').all()) {
      const box = await link.boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true)
    }
    expect(await isTooWide(page)).toBe(false)
  })

  it('lists every operation without JavaScript', async () => {
    const page = await openPage({ javaScript: false })
    await page.goto('/docs?api=djoser')
    const main = page.getByRole('main')
    expect(await main.getByText('Loading').isVisible()).toBe(false)
    expect(await main.getByRole('link').getAttribute('href')).toBe('/docs/djoser.json')
    expect(await main.locator('dt').count()).toBeGreaterThan(30)
    const first = main.locator('dt').first()
    expect([await first.textContent(), await first.isVisible()]).toEqual(['POST /auth/users/', true])
    expect(await page.getByRole('button', { name: 'Sign in' }).count()).toBe(0)
    expect(await violationsOf(page)).toEqual([])
  })
})
