import { describe, expect, it } from 'vitest'
import { complaintsOf, openPage, screenshot } from './support/browser.ts'

describe('/docs', () => {
  it('opens without an error on the console, whatever the door', async () => {
    const page = await openPage()
    await page.goto('/docs')
    await page.locator('#reference .opblock').first().waitFor()
    await screenshot(page, 'docs')
    const links = await page.getByRole('navigation', { name: 'Doors' }).getByRole('link').all()
    const doors = await Promise.all(links.map((link) => link.getAttribute('href')))
    expect(doors.length).toBeGreaterThan(0)
    for (const door of doors) {
      await page.goto(door ?? '')
      await page.locator('#reference .opblock').first().waitFor()
    }
    expect(complaintsOf(page)).toEqual([])
  })
})
