import { describe, expect, inject, it } from 'vitest'
import { post, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage } from './support/browser.ts'
import { openEmail } from './support/mailbox.ts'

describe.each([
  ['desk', {}],
  ['phone', { phone: true }],
])('an open email, on a %s', (_, look) => {
  it('is shown whole, with nothing on the console', async () => {
    const { email } = await register(inject('origin'))
    const page = await openPage(look)
    await post(inject('origin'), '/auth/users/reset_password/', { email })
    await openEmail(page, await waitForEmail(inject('origin'), email, '/password/reset'))
    await page.frameLocator('#opened iframe').getByRole('heading').waitFor()
    const rest = () =>
      page.locator('#opened iframe').evaluate((frame) => {
        const email = (frame as HTMLIFrameElement).contentDocument?.documentElement
        return email ? email.scrollHeight - frame.clientHeight : Number.NaN
      })
    await expect.poll(rest).toBe(0)
    expect(await page.locator('#opened iframe').evaluate((frame) => frame.clientHeight)).toBeGreaterThan(300)
    // Wider or narrower, it is still whole.
    await page.setViewportSize({ width: 600, height: 500 })
    await expect.poll(rest).toBe(0)
    expect(complaintsOf(page)).toEqual([])
  })
})
