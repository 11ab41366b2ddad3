import { describe, expect, inject, it } from 'vitest'
import { ask, PASSWORD, register } from './support/api.ts'
import { openPage } from './support/browser.ts'
import { checkerFor, deviceOf, follow, READERS, signInAtConsole } from './support/console.ts'
import { headingOf, press } from './support/forms.ts'

const origin = inject('origin')

/** A minute later. */
const cron = async () => expect((await ask(origin, '/cdn-cgi/handler/scheduled')).status).toBe(200)

describe.each(READERS)('staff at the console, %s,', (_, look) => {
  const device = deviceOf(look)
  const check = checkerFor(look)

  it('disable 500 people with the tab closed in between', async () => {
    const boss = await register(origin, { username: `staff-jobs-${device}` })
    const crowd = await register(origin, { username: `crowd-${device}` })
    const page = await openPage(look)
    await signInAtConsole(page, boss.username)
    await follow(page, 'People')
    await page.getByLabel('Search').fill(crowd.username)
    await press(page, 'Find')
    await page.getByRole('checkbox').first().check()
    await check(page, 'console-marked')
    await page.getByLabel('With many people').selectOption('Disable')
    await press(page, 'For all that this search finds')
    expect(await headingOf(page)).toBe('Disable many people')
    expect(await page.locator('form p').first().textContent()).toContain('This is for 500 people.')
    await page.getByLabel('Reason').fill('A wave of spam')
    await page.getByLabel('Your password').fill(PASSWORD)
    await check(page, 'console-confirm-many')
    await press(page, 'Disable')
    expect(await headingOf(page)).toBe('Disable many people')
    const job = new URL(page.url()).pathname
    await page.goto(`${job}?still=1`)
    expect(await page.getByRole('progressbar', { name: 'Progress' }).count()).toBe(1)
    await check(page, 'console-job')
    await page.close()
    for (let minute = 0; minute < 2; minute++) await cron()

    const again = await openPage(look)
    await signInAtConsole(again, boss.username)
    await follow(again, 'Jobs')
    const soFar = (await again.locator(`li:has(a[href="${job}"])`).textContent()) ?? ''
    expect(Number(/(\d+) done/.exec(soFar)?.[1])).toBeGreaterThanOrEqual(250)
    await check(again, 'console-jobs')
    await again.locator(`a[href="${job}"]`).click()
    // The page asks again by itself, and each time some more people have their turn.
    await again.getByText('500 done, 0 unchanged, 0 failed').waitFor({ timeout: 90_000 })
    const { status } = await ask(origin, '/auth/token/login/', {
      method: 'POST',
      json: { username: crowd.username, password: PASSWORD },
    })
    expect(status).toBe(400)
    await again.goto(`/admin/events?user=${crowd.username}&kind=disabled`)
    expect(await again.locator('.timeline li').allInnerTexts()).toEqual([
      expect.stringContaining(`by ${boss.username} A wave of spam`),
    ])
  })
})
