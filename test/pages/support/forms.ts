import type { Locator, Page } from 'playwright-core'

/** What a page is about, or what came of it. */
export const headingOf = (page: Page): Promise<string | null> =>
  page.getByRole('heading', { level: 1 }).textContent()

/** Presses a button that sends a form, and waits for the page that follows. */
export const press = async (page: Page, button: string) => {
  const followed = page.waitForEvent('framenavigated')
  await page.getByRole('button', { name: button, exact: true }).click()
  await followed
  await page.waitForLoadState()
}

const problemsOf = async (field: Locator): Promise<string[]> => {
  const described = await field.getAttribute('aria-describedby')
  const ids = described?.split(' ').filter((id) => id.endsWith('-problem')) ?? []
  const lists = ids.map((id) => field.page().locator(`ul.problem#${id} li`).allInnerTexts())
  return (await Promise.all(lists)).flat()
}

const isActive = (element: Element) => element === element.ownerDocument.activeElement

/** A field as assistive technology finds it: with what is said of it beside it. */
export const readField = async (field: Locator) => ({
  value: await field.inputValue(),
  problems: await problemsOf(field),
  isInvalid: (await field.getAttribute('aria-invalid')) === 'true',
  hasFocus: await field.evaluate(isActive),
})
