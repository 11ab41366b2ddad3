import type { Page } from 'playwright-core'
import type { MailedEmail } from './api.ts'

/** Opens an email as a person does, from the list of the mailbox. */
export const openEmail = async (page: Page, { to, subject }: MailedEmail) => {
  await page.goto('/dev/mailbox')
  const emails = page.getByRole('navigation', { name: 'Emails' }).getByRole('link')
  await emails.filter({ hasText: to }).filter({ hasText: subject }).first().click()
  await page.locator('#opened').getByRole('heading', { name: subject }).waitFor()
}

/** Follows the button in the open email: the tab that this opens. */
export const followButton = async (page: Page): Promise<Page> => {
  const opened = page.context().waitForEvent('page')
  await page.frameLocator('#opened iframe').getByRole('link').click()
  const tab = await opened
  await tab.waitForLoadState()
  return tab
}

/** The URL of the open email, without the mailbox around it. */
export const addressOfEmail = async (page: Page): Promise<string> =>
  (await page.locator('#opened iframe').getAttribute('src')) ?? ''
