import { describe, expect, inject, it } from 'vitest'
import { PASSWORD, register } from './support/api.ts'
import { openPage } from './support/browser.ts'
import { checkerFor, deviceOf, follow, READERS } from './support/console.ts'
import { headingOf, press } from './support/forms.ts'

const origin = inject('origin')

describe.each(READERS)('staff at the console, %s,', (_, look) => {
  const device = deviceOf(look)
  const check = checkerFor(look)

  it('sign in, find a person, disable the account with a reason, and see it in the timeline', async () => {
    const boss = await register(origin, { username: `staff-${device}` })
    const person = await register(origin, { username: `lovelace-${device}` })
    const page = await openPage(look)
    await page.goto('/admin')
    await page.getByLabel('Username or email address').fill(boss.username)
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await press(page, 'Sign in')
    expect(await page.getByRole('alert').textContent()).toBe(
      'Wrong name or password, or an account that is not staff.',
    )
    await check(page, 'console-sign-in')
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Sign in')
    expect([new URL(page.url()).pathname, await headingOf(page)]).toEqual(['/admin', 'Overview'])
    await check(page, 'console-overview')
    await page.getByText('By day as a table').click()
    expect(await page.locator('details[open] tbody tr').count()).toBe(30)

    await follow(page, 'People')
    await page.getByLabel('Search').fill(person.email)
    await press(page, 'Find')
    await check(page, 'console-people')
    await follow(page, person.username)
    expect(await headingOf(page)).toBe(person.username)
    await check(page, 'console-person')

    await follow(page, 'Disable')
    await page.getByLabel('Reason').fill('Asked for it by phone')
    await check(page, 'console-disable')
    await press(page, 'Disable')
    expect(await page.getByRole('status').textContent()).toBe(
      'The account is disabled, and signed out everywhere.',
    )
    const [newest = ''] = await page.locator('.timeline li').allTextContents()
    expect(newest.replace(/\s+/g, ' ')).toContain('Disabled by you Asked for it by phone')

    await follow(page, 'Events')
    await page.getByLabel('Done by').selectOption('Staff and operators')
    await page.getByLabel('Person').fill(person.email)
    await press(page, 'Find')
    expect(await page.locator('.timeline li').allInnerTexts()).toEqual([
      expect.stringContaining(`Disabled ${person.username} by ${boss.username} Asked for it by phone`),
    ])
    await check(page, 'console-events')
    for (const [name, picture] of [
      ['Email', 'console-email'],
      ['Keys', 'console-keys'],
      ['Settings', 'console-settings'],
    ] as const) {
      await follow(page, name)
      expect(await headingOf(page)).toBe(name)
      expect(await page.locator('[aria-current=page]').first().textContent()).toBe(name)
      await check(page, picture)
    }
    await press(page, 'Sign out')
    expect(await headingOf(page)).toBe('Sign in')
  })
})

it('can be used with the keyboard alone', async () => {
  const boss = await register(origin, { username: 'staff-keyboard' })
  const page = await openPage({})
  await page.goto('/admin')
  await page.getByLabel('Username or email address').fill(boss.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(PASSWORD)
  const signedIn = page.waitForURL('**/admin')
  await page.keyboard.press('Enter')
  await signedIn
  const reached: string[] = []
  for (let presses = 0; presses < 40 && !reached.includes('By hour as a table'); presses++) {
    await page.keyboard.press('Tab')
    reached.push((await page.evaluate(() => document.activeElement?.textContent ?? '')).trim())
  }
  expect(reached).toEqual(
    expect.arrayContaining(['Overview', 'People', 'Events', 'Email', 'Keys', 'Settings']),
  )
  await page.keyboard.press('Enter')
  expect(await page.locator('details[open] tbody tr').count()).toBe(48)
  await page.keyboard.press('Tab')
  // What scrolls can be scrolled.
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('By hour')
})
