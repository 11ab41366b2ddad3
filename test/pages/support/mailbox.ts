import type { Page } from 'playwright-core'
import type { MailedLetter } from './api.ts'

/** Opens a letter as a person does, from the list of the mailbox. */
export const openLetter = async (page: Page, { to, subject }: MailedLetter) => {
  await page.goto('/dev/mailbox')
  const letters = page.getByRole('navigation', { name: 'Letters' }).getByRole('link')
  await letters.filter({ hasText: to }).filter({ hasText: subject }).first().click()
  await page.locator('#opened').getByRole('heading', { name: subject }).waitFor()
}

/** Follows the button in the letter as it looks: the tab that this opens. */
export const followButton = async (page: Page): Promise<Page> => {
  const opened = page.context().waitForEvent('page')
  await page.frameLocator('#opened iframe').getByRole('link').click()
  const tab = await opened
  await tab.waitForLoadState()
  return tab
}

/** Where the opened letter stands by itself. */
export const addressOfLetter = async (page: Page): Promise<string> =>
  (await page.locator('#opened iframe').getAttribute('src')) ?? ''
