import { describe, expect, it } from 'vitest'
import { complaintsOf, openPage, violationsOf } from './support/browser.ts'

describe('/docs', () => {
  it('opens without an error on the console, whatever the API', async () => {
    const page = await openPage()
    await page.goto('/docs')
    await page.locator('#reference .opblock').first().waitFor()
    const links = await page.getByRole('navigation', { name: 'APIs' }).getByRole('link').all()
    const apis = await Promise.all(links.map((link) => link.getAttribute('href')))
    expect(apis.length).toBeGreaterThan(0)
    for (const api of apis) {
      await page.goto(api ?? '')
      await page.locator('#reference .opblock').first().waitFor()
    }
    expect(complaintsOf(page)).toEqual([])
  })

  it('says without JavaScript where the document itself is', async () => {
    const page = await openPage({ javaScript: false })
    await page.goto('/docs')
    const main = page.getByRole('main')
    expect(await main.getByText('Loading').isVisible()).toBe(false)
    expect(await main.getByRole('link').getAttribute('href')).toBe('/docs/profile.json')
    expect(await violationsOf(page)).toEqual([])
  })
})
