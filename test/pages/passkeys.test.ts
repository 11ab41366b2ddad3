import { createHash, randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { ask, type Person, post, register } from './support/api.ts'
import { complaintsOf, openPage, SOON, violationsOf } from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'

const origin = inject('origin')
/** Where a front end waits for those who have signed in. */
const BACK = `${inject('frontEnd')}/signed-in`

/** An authenticator in the browser, whose owner is always there: as the finger on a sensor. */
async function addAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable', { enableUI: false })
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return {
    /** Whether somebody puts the finger on it. */
    answer: (enabled: boolean) =>
      session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    isVerified: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    count: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
  }
}

async function typePassword(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel('Username or email address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
}

/** Signs in at `/second-factor` with the password, and adds a passkey there. */
async function enrol(page: Page, person: Person) {
  await page.goto('/second-factor')
  await typePassword(page, person)
  // Otherwise the browser answers the offer in the field for the username.
  await press(page, 'Sign in')
  const authenticator = await addAuthenticator(page)
  await press(page, 'Add a passkey')
  expect(await headingOf(page)).toBe('Add a passkey')
  await page.getByLabel('A name for it').fill('Work phone')
  await press(page, 'Make it')
  expect(page.url()).toBe(`${origin}/second-factor`)
  expect(await page.locator('.passkeys').textContent()).toContain('Work phone')
  expect(await authenticator.count()).toBe(1)
  return authenticator
}

type Authenticator = Awaited<ReturnType<typeof addAuthenticator>>

/**
 * Comes to a page that offers passkeys with the finger on the sensor. An offer that is made before may be left without an
 * answer for ever, so the finger is put on it where nothing is offered.
 */
async function comeWithFinger(page: Page, authenticator: Authenticator, address: string): Promise<void> {
  await page.goto('/healthz')
  await authenticator.answer(true)
  // The answer may lead on before this page has loaded.
  await page.goto(address, { waitUntil: 'commit' })
}

const signOut = (page: Page) => press(page, 'Sign out of this page')

/** The address at which somebody comes back to the front end, where nobody answers. */
async function whenBack(page: Page, act: () => Promise<unknown>): Promise<URL> {
  const request = page.waitForRequest((sent) => sent.url().startsWith(BACK), SOON)
  await act()
  return new URL((await request).url())
}

/** A front end that sends people to the sign-in page, and takes what they come back with. */
function openFrontEnd(as: 'token' | 'jwt' | 'express') {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    return: BACK,
    state: 'some state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    as,
  })
  return {
    address: `/sign-in?${query}`,
    exchange: async (back: URL) => {
      expect(back.searchParams.get('state')).toBe('some state')
      const code = back.searchParams.get('code') ?? ''
      return post(origin, '/account/login/exchange', { code, code_verifier: verifier })
    },
  }
}

const whoIs = async (path: string, token: string) => ask(origin, path, { token })

describe('passkeys in a browser (PKY-16)', () => {
  it('are added, sign in, and are removed on the page', async () => {
    const person = await register(origin)
    const page = await openPage()
    const authenticator = await enrol(page, person)
    expect(await violationsOf(page)).toEqual([])
    await authenticator.answer(false)
    await signOut(page)
    await comeWithFinger(page, authenticator, '/sign-in')
    await page.waitForURL(`${origin}/second-factor`, SOON)
    expect(await page.locator('.card > p').first().textContent()).toBe(person.username)
    await press(page, 'Remove')
    expect(await page.locator('.passkeys').count()).toBe(0)
    expect(complaintsOf(page)).toEqual([])
  })

  it('sign in by the button, where no offer is made', async () => {
    const person = await register(origin)
    const page = await openPage()
    const authenticator = await enrol(page, person)
    await authenticator.answer(false)
    await signOut(page)
    // As a browser without conditional mediation.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false
    })
    await page.goto('/sign-in')
    const button = page.getByRole('button', { name: 'Sign in with a passkey' })
    await button.waitFor()
    expect(await violationsOf(page)).toEqual([])
    await authenticator.isVerified(false)
    await authenticator.answer(true)
    await button.click()
    const problem = page.getByRole('alert').filter({ hasText: 'No passkey was used.' })
    await problem.waitFor(SOON)
    expect(await violationsOf(page)).toEqual([])
    await authenticator.isVerified(true)
    await press(page, 'Sign in with a passkey')
    expect(page.url()).toBe(`${origin}/second-factor`)
    expect(complaintsOf(page)).toEqual([])
  })

  it.each([
    ['djoser', 'jwt', '/auth/users/me/'],
    ['the Express API', 'express', '/api/v1/users/getUser'],
  ] as const)('hand a credential to a front end of %s', async (_, as, path) => {
    const person = await register(origin)
    const page = await openPage()
    const authenticator = await enrol(page, person)
    await authenticator.answer(false)
    await signOut(page)
    const frontEnd = openFrontEnd(as)
    const back = await whenBack(page, () => comeWithFinger(page, authenticator, frontEnd.address))
    const opened = (await frontEnd.exchange(back)) as { access: string; level: number }
    expect(opened.level).toBe(2)
    const { status, text } = await whoIs(path, opened.access)
    expect(status).toBe(200)
    expect(text).toContain(person.email)
    expect(complaintsOf(page)).toEqual([])
  })

  it('are the second step after the password, once their owner requires it', async () => {
    const person = await register(origin)
    const page = await openPage()
    const authenticator = await enrol(page, person)
    await press(page, 'Ask for a second step after the password')
    expect(await headingOf(page)).toBe('Your recovery codes')
    await authenticator.answer(false)
    await page.goto('/second-factor')
    expect(await page.locator('main').textContent()).toContain('a passkey or a recovery code is needed')
    expect(await violationsOf(page)).toEqual([])
    await signOut(page)
    const frontEnd = openFrontEnd('token')
    await page.goto(frontEnd.address)
    await typePassword(page, person)
    await press(page, 'Sign in')
    expect(await headingOf(page)).toBe('Enter your code')
    expect(await violationsOf(page)).toEqual([])
    await authenticator.answer(true)
    const back = await whenBack(page, () =>
      page.getByRole('button', { name: 'Use a passkey instead' }).click(),
    )
    const opened = (await frontEnd.exchange(back)) as { token: string }
    const { text } = await whoIs('/account/sessions', opened.token)
    expect(text).toContain('"methods":["pwd","passkey"]')
    expect(complaintsOf(page)).toEqual([])
  })

  it('are not needed: without scripts everything else works', async () => {
    const person = await register(origin)
    const page = await openPage({ javaScript: false })
    await page.goto('/sign-in')
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false)
    await typePassword(page, person)
    await press(page, 'Sign in')
    expect(page.url()).toBe(`${origin}/second-factor`)
    await press(page, 'Add a passkey')
    expect(await page.locator('main').textContent()).toContain('Passkeys need JavaScript.')
    expect(await violationsOf(page)).toEqual([])
    await page.goto('/second-factor')
    await press(page, 'Set up an app')
    expect(await headingOf(page)).toBe('Set up your app')
  })
})
