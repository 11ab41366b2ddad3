import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '../../src/cli/project-root.ts'
import { ask, logIn, PASSWORD } from './support/api.ts'
import {
  colourViolationsOf,
  complaintsOf,
  isTooWide,
  type Look,
  openPage,
  READERS,
  screenshot,
  setColours,
  sharedPage,
  violationsOf,
} from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'
import { startServer } from './support/server.ts'

/*
 * A server of its own: its pages have a brand, and nobody is staff yet, so that the link of `npm start` is good. The
 * tests of this file run one after another, and the account is made by the last of them.
 */

const KEY = 'a-secret-of-this-process'
const FIRST_STAFF = `/dev/first-staff?key=${KEY}`
const APP = 'https://app.example.com/'
const SHOP = 'https://shop.example.com/basket'
const LEADS_ON = `/password/forgot?${new URLSearchParams({ next: SHOP })}`

let folder = ''
let origin = ''
let ended: Promise<unknown> | undefined
const stopping = new AbortController()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-brand-'))
  execFileSync(process.execPath, [join(projectRoot, 'test/brand/write.ts'), folder])
  const digest = createHash('sha256').update(KEY).digest('hex')
  const server = await startServer(folder, stopping, [
    'test/brand/worker.ts',
    `--assets=${join(folder, 'build/assets')}`,
    '--var=SITE_NAME:Acme Shop',
    `--var=FIRST_STAFF_DIGEST:${digest}`,
    '--var=RETURN_URLS:https://app.example.com/signed-in',
  ])
  origin = server.origin
  ended = server.ended
})
afterAll(async () => {
  stopping.abort()
  await ended
  rmSync(folder, { recursive: true, force: true })
})

const DEVICES: [string, Look][] = [
  ['desk', {}],
  ['phone', { phone: true }],
]
const SIGN_IN = `/sign-in?${new URLSearchParams({
  return: 'https://app.example.com/signed-in',
  state: 'x',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
})}`

const visits: [string, { path: string; picture?: string; leadsTo?: string }][] = [
  ['the sign-in page', { path: SIGN_IN, picture: 'brand-sign-in' }],
  ['a forgotten password', { path: '/password/forgot', picture: 'brand-forgot' }],
  ['a password that is set', { path: '/password/reset/done', picture: 'brand-done' }],
  ['a dead link', { path: '/password/reset?uid=x&token=x', picture: 'brand-dead' }],
  ['the console', { path: '/admin/sign-in', picture: 'brand-console' }],
  ['a page that leads on', { path: LEADS_ON, leadsTo: SHOP }],
  ['the first staff account', { path: FIRST_STAFF, picture: 'first-staff' }],
]

const backOf = (page: Page) => page.getByRole('link', { name: 'Back to the app' }).getAttribute('href')

describe.each(visits)('with a brand, %s', (_, { path, picture, leadsTo = APP }) => {
  it.each(DEVICES)('has it, and no barrier, in light and dark colours (%s)', async (device, look) => {
    const page = await sharedPage(look)
    await page.goto(origin + path)
    const logo = page.locator('img[src="/pages/logo.svg"]')
    expect(await logo.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(
      true,
    )
    if (!path.startsWith('/admin')) {
      expect(await backOf(page)).toBe(leadsTo)
      expect(await page.getByRole('link', { name: 'help@example.com' }).count()).toBe(1)
    }
    expect([complaintsOf(page), await isTooWide(page)]).toEqual([[], false])
    if (picture) await screenshot(page, `${picture}-${device}-light`)
    expect(await violationsOf(page)).toEqual([])

    await setColours(page, 'dark')
    if (picture) await screenshot(page, `${picture}-${device}-dark`)
    expect(await colourViolationsOf(page)).toEqual([])
  })
})

describe('the link of npm start', () => {
  it.each(READERS)('says what is wrong beside the field %s', async (_, look) => {
    const page = await openPage(look)
    await page.goto(origin + FIRST_STAFF)
    await page.getByLabel('Username').fill('root')
    await page.getByLabel('Your email address').fill('root@example.com')
    await page.getByLabel('Password', { exact: true }).fill('secret')
    await press(page, 'Make the account')
    expect(await page.locator('#password-problem').textContent()).toContain('too short')
    expect(await page.getByLabel('Username').inputValue()).toBe('root')
    expect(complaintsOf(page)).toEqual([])
  })

  it('makes the first staff account, and then no other', async () => {
    const page = await openPage()
    await page.goto(origin + FIRST_STAFF)
    await page.getByLabel('Username').fill('root')
    await page.getByLabel('Your email address').fill('root@example.com')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Make the account')
    expect(await headingOf(page)).toBe('Your staff account is ready')
    expect(page.url()).toBe(`${origin}/dev/first-staff/done`)
    const token = await logIn(origin, 'users', { username: 'root', password: PASSWORD })
    expect((await ask(origin, '/account/admin/users', { token })).status).toBe(200)
    await page.goto(origin + FIRST_STAFF)
    expect(await headingOf(page)).toBe('This link no longer works')
    expect(complaintsOf(page)).toEqual([])
  })
})
