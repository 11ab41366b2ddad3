import type { Page } from 'playwright-core'
import { beforeAll, expect, inject, it } from 'vitest'
import type { createGatehouse, ExpressClient, ExpressOptions } from '../../../client/src/index.ts'
import { type Person, register } from '../support/api.ts'
import { openPage } from '../support/browser.ts'
import { scriptOfClient } from './support.ts'

/* The client in Chromium, in several tabs, against the running Worker. */

declare global {
  var gatehouse: { createGatehouse: typeof createGatehouse }
  var client: ExpressClient
  var changes: boolean[]
}

const origin = inject('origin')
let script: string
beforeAll(async () => {
  script = await scriptOfClient()
})

type Options = Omit<ExpressOptions, 'api' | 'baseUrl' | 'fetch'> & { storage?: 'local' }

const open = async (page: Page, options: Options) => {
  await page.goto('/page-of-an-app')
  await page.evaluate(
    (given) => {
      globalThis.client = globalThis.gatehouse.createGatehouse(given)
      globalThis.changes = []
      client.onChange((isSignedIn) => changes.push(isSignedIn))
    },
    { api: 'express' as const, baseUrl: origin, ...options },
  )
}

/** Tabs of one browser with the client in them, the first of which signs in. `before` runs in each, before the client. */
async function openTabs(options: Options, before = '') {
  const { username, password }: Person = await register(origin)
  const first = await openPage()
  const context = first.context()
  // The pages of the API let no script ask anything.
  await context.route('/page-of-an-app', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>App</title>' }),
  )
  await context.addInitScript(`${before};${script};globalThis.gatehouse = gatehouse`)
  const tabs = [first, await context.newPage(), await context.newPage(), await context.newPage()]
  for (const tab of tabs) await open(tab, options)
  const refreshes: string[] = []
  context.on('request', (request) => {
    if (request.url().endsWith('/refreshToken')) refreshes.push(request.url())
  })
  const signIn = () =>
    first.evaluate(async (given) => (await client.signIn(given)).ok, { username, password })
  expect(await signIn()).toBe(true)
  return { tabs, context, refreshes, username }
}

const namesIn = (tab: Page) =>
  tab.evaluate(async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.me()))
    return answers.map((answer) => (answer.ok ? answer.data.username : answer.error.kind))
  })

const expire = (tab: Page) =>
  tab.evaluate(() => {
    const [key = ''] = Object.keys(localStorage)
    const session = JSON.parse(localStorage.getItem(key) ?? '')
    localStorage.setItem(key, JSON.stringify({ ...session, access: 'expired' }))
  })

const WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"

it.each([
  ['Web Locks', ''],
  ['BroadcastChannel', WITHOUT_LOCKS],
])('refreshes once for twenty requests in four tabs, by %s', async (_, before) => {
  const { tabs, refreshes, username } = await openTabs({ storage: 'local' }, before)
  await expire(tabs[0] as Page)
  const names = await Promise.all(tabs.map(namesIn))
  expect(names.flat()).toEqual(Array(20).fill(username))
  expect(refreshes).toHaveLength(1)
})

it('refreshes once with cookies, which no script reads', async () => {
  const { tabs, context, refreshes, username } = await openTabs({ cookies: true })
  const kept = await tabs[0]?.evaluate(() => JSON.stringify([localStorage, document.cookie]))
  expect(kept).not.toContain('eyJ')
  await context.clearCookies({ name: 'accessToken' })
  const names = await Promise.all(tabs.map(namesIn))
  expect(names.flat()).toEqual(Array(20).fill(username))
  expect(refreshes).toHaveLength(1)

  const out = await tabs[0]?.evaluate(() => client.signOut())
  expect([out?.ok, (await context.cookies()).map(({ name }) => name)]).toEqual([true, []])
  expect(await namesIn(tabs[1] as Page)).toEqual(Array(5).fill('signed_out'))
})

it('tells the other tabs of a sign-out', async () => {
  const { tabs, username } = await openTabs({ storage: 'local' })
  const [first, second] = tabs as [Page, Page]
  // What tells of the sign-in may come after its answer: it is waited for, so that it is not taken for the sign-out.
  await second.waitForFunction(() => changes.length > 0)
  expect(await second.evaluate(() => changes)).toEqual([true])
  expect(await namesIn(second)).toEqual(Array(5).fill(username))
  await first.evaluate(() => client.signOut())
  await second.waitForFunction(() => changes.length > 1)
  expect(await second.evaluate(() => changes)).toEqual([true, false])
  expect(await namesIn(second)).toEqual(Array(5).fill('signed_out'))
})

it('uploads a picture', async () => {
  const { tabs } = await openTabs({})
  const [first] = tabs as [Page]
  const { address, status } = await first.evaluate(async () => {
    const canvas = document.createElement('canvas')
    const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    const answer = await client.pictures.setAvatar(file ?? new Blob())
    const address = answer.ok ? answer.data.avatar : ''
    return { address, status: (await fetch(address)).status }
  })
  expect([address.startsWith(`${origin}/media/`), status]).toEqual([true, 200])
})
