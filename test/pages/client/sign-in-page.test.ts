import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { createGatehouse, type SessionStorage } from '../../../client/src/index.ts'
import { type Person, register } from '../support/api.ts'
import { complaintsOf, openPage } from '../support/browser.ts'
import { headingOf, press } from '../support/forms.ts'
import { serveFrontEnd } from '../support/front-end.ts'
import { openFetch, scriptOfClient } from './support.ts'

/* The sign-in page of the running Worker, through the client: in Node, and in Chromium at a front end of another origin. */

const baseUrl = inject('origin')
const frontEnd = inject('clientFrontEnd')
const BACK = `${frontEnd}/signed-in`

/** Sends the form of the sign-in page, as a browser does, and returns the address that it leads back to. */
async function signInAt(address: string, { username, password }: Pick<Person, 'username' | 'password'>) {
  const body = new URL(address).searchParams
  body.append('username', username)
  body.append('password', password)
  const response = await fetch(`${baseUrl}/sign-in`, { method: 'POST', body, redirect: 'manual' })
  expect(response.status).toBe(303)
  return response.headers.get('location') ?? ''
}

const NOT_BEGUN = {
  ok: false,
  error: { kind: 'not_begun', message: 'This sign-in was not begun here.' },
}

describe('in Node', () => {
  it('takes the session of every API from the sign-in page', async () => {
    const person = await register(baseUrl)
    for (const [options, as] of [
      [{ api: 'djoser' }, 'jwt'],
      [{ api: 'djoser', credential: 'token' }, 'token'],
      [{ api: 'profile' }, 'token'],
      [{ api: 'users' }, 'token'],
      [{ api: 'management' }, 'token'],
      [{ api: 'express' }, 'express'],
    ] as const) {
      const gatehouse = createGatehouse({ baseUrl, ...options } as { baseUrl: string; api: 'djoser' })
      const address = await signInAt(await gatehouse.signInPage.begin(BACK), person)
      expect(await gatehouse.isSignedIn()).toBe(false)
      expect(await gatehouse.signInPage.exchange(address)).toMatchObject({
        ok: true,
        data: { as, level: 1, account: { username: person.username } },
      })
      expect(await gatehouse.me()).toMatchObject({ ok: true, data: { username: person.username } })
      // The code is used, and nothing waits any more.
      expect(await gatehouse.signInPage.exchange(address)).toEqual(NOT_BEGUN)
      expect(await gatehouse.signOut()).toEqual({ ok: true, data: undefined })
    }
  })

  it('takes no sign-in that was not begun here, and none of another state', async () => {
    const person = await register(baseUrl)
    const [mine, other] = [1, 2].map(() => createGatehouse({ baseUrl, api: 'djoser' }))
    if (!mine || !other) throw new Error('There are two.')
    const address = await signInAt(await other.signInPage.begin(BACK), person)
    expect(await mine.signInPage.exchange(address)).toEqual(NOT_BEGUN)
    const begun = await mine.signInPage.begin(BACK)
    expect(await mine.signInPage.exchange(address)).toEqual(NOT_BEGUN)
    // What waits here goes on waiting.
    expect(await mine.signInPage.exchange(await signInAt(begun, person))).toMatchObject({ ok: true })
    expect(await mine.signInPage.exchange(BACK)).toBeUndefined()
  })

  it('says who has cancelled, and what the server refuses', async () => {
    const gatehouse = createGatehouse({ baseUrl, api: 'djoser' })
    const back = async (parameters: Record<string, string>) => {
      const { searchParams } = new URL(await gatehouse.signInPage.begin(BACK))
      return `${BACK}?${new URLSearchParams({ ...parameters, state: searchParams.get('state') ?? '' })}`
    }
    const cancelled = await back({ error: 'access_denied' })
    expect(await gatehouse.signInPage.exchange(cancelled)).toEqual({
      ok: false,
      error: { kind: 'cancelled', message: 'The sign-in was cancelled.' },
    })
    expect(await gatehouse.signInPage.exchange(await back({ code: 'made.up' }))).toMatchObject({
      ok: false,
      error: { kind: 'problem', status: 401, type: 'urn:gatehouse:problem:sign-in-ended' },
    })
    expect(await gatehouse.isSignedIn()).toBe(false)
  })

  it('may be tried again where the server did not answer, and asks once for two calls', async () => {
    const person = await register(baseUrl)
    let fault: Response | undefined = Response.json({}, { status: 503 })
    const { send, count } = openFetch((path) => (path.endsWith('/exchange') ? fault : undefined))
    let kept: string | null = null
    const waiting: SessionStorage = {
      get: () => kept,
      set: (text) => {
        kept = text
      },
      remove: () => {
        kept = null
      },
    }
    const options = { baseUrl, api: 'express', fetch: send, waiting } as const
    const begun = await createGatehouse(options).signInPage.begin(BACK)
    const address = await signInAt(begun, person)
    // Another page of the front end, which has only what was kept.
    const gatehouse = createGatehouse(options)
    expect(await gatehouse.signInPage.exchange(address)).toMatchObject({ error: { kind: 'server' } })
    fault = undefined
    const both = await Promise.all([1, 2].map(() => gatehouse.signInPage.exchange(address)))
    expect(both).toMatchObject([{ ok: true }, { ok: true }])
    expect([count('/exchange'), kept]).toEqual([2, null])
    expect(await gatehouse.me()).toMatchObject({ ok: true, data: { username: person.username } })
  })
})

describe('in Chromium', () => {
  let script: string
  let options: object
  beforeAll(async () => {
    script = await scriptOfClient()
  })

  const app = () => `<!doctype html><html lang="en"><title>App</title><link rel="icon" href="data:,">
<main><h1>App</h1><button>Sign in</button><output></output></main><script>${script}
const client = gatehouse.createGatehouse(${JSON.stringify({ baseUrl, ...options })})
const tell = (told) => { document.querySelector('output').textContent = JSON.stringify(told) }
document.querySelector('button').onclick = async () => location.assign(await client.signInPage.begin('${BACK}'))
if (location.pathname === '/signed-in')
  client.signInPage.exchange().then(async (answer) => tell([answer ?? null, await client.me(), location.href]))
</script></html>`
  serveFrontEnd(frontEnd, { html: app })

  /** A tab of a front end with the client in it. */
  async function openFrontEnd(given: object): Promise<Page> {
    options = given
    const page = await openPage()
    await page.goto(`${frontEnd}/`)
    await press(page, 'Sign in')
    await page.waitForURL(`${baseUrl}/sign-in?**`)
    return page
  }

  async function toldTo(page: Page) {
    const output = page.locator('output:not(:empty)')
    await output.waitFor()
    return JSON.parse((await output.textContent()) ?? '')
  }

  it.each([
    ['djoser', { api: 'djoser', storage: 'local' }],
    ['Express, with cookies', { api: 'express', cookies: true }],
  ])('signs a front end of %s in', async (_, given) => {
    const person = await register(baseUrl)
    const page = await openFrontEnd(given)
    expect(await headingOf(page)).toBe('Sign in')
    await page.getByLabel('Username or email address').fill(person.username)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await press(page, 'Sign in')
    expect(await toldTo(page)).toMatchObject([
      { ok: true, data: { account: { username: person.username } } },
      { ok: true, data: { username: person.username } },
      // The code has left the address.
      BACK,
    ])
    const kept = await page.evaluate(() => JSON.stringify([sessionStorage, document.cookie]))
    expect([kept, complaintsOf(page)]).toEqual(['[{},""]', []])
    // A reload finds no code, and the session.
    await page.reload()
    expect(await toldTo(page)).toMatchObject([null, { ok: true }, BACK])
  })

  it('is told when the reader cancels', async () => {
    const page = await openFrontEnd({ api: 'djoser' })
    await page.getByRole('link', { name: 'Cancel' }).click()
    expect(await toldTo(page)).toMatchObject([
      { ok: false, error: { kind: 'cancelled' } },
      { ok: false, error: { kind: 'signed_out' } },
      BACK,
    ])
  })
})
