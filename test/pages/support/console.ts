import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PASSWORD } from './api.ts'
import {
  colourViolationsOf,
  complaintsOf,
  isTooWide,
  type Look,
  screenshot,
  setColours,
  violationsOf,
} from './browser.ts'
import { press } from './forms.ts'

/** Who reads the console, and with what. */
export const READERS: [string, Look][] = [
  ['at a desk', {}],
  ['on a phone without JavaScript', { phone: true, javaScript: false }],
]

export const deviceOf = ({ phone }: Look) => (phone ? 'phone' : 'desk')

/** Follows a link, and waits for the page that it leads to. */
export const follow = async (page: Page, name: string) => {
  const followed = page.waitForEvent('framenavigated')
  await page.getByRole('link', { name, exact: true }).click()
  await followed
  await page.waitForLoadState()
}

/** Looks at a page of the console as a reader does, in both colours, and keeps a picture of it. */
export const checkerFor = (look: Look) => {
  // A page without script is looked at by axe in a copy, which takes as long as the rest: its markup is the same.
  const isForAxe = look.javaScript !== false
  return async (page: Page, picture: string) => {
    expect([complaintsOf(page), await isTooWide(page)]).toEqual([[], false])
    if (isForAxe) expect(await violationsOf(page)).toEqual([])
    await screenshot(page, `${picture}-${deviceOf(look)}-light`)
    await setColours(page, 'dark')
    await screenshot(page, `${picture}-${deviceOf(look)}-dark`)
    if (isForAxe) expect(await colourViolationsOf(page)).toEqual([])
    await setColours(page, 'light')
  }
}

export const signInAtConsole = async (page: Page, username: string) => {
  await page.goto('/admin')
  await page.getByLabel('Username or email address').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Sign in')
}
