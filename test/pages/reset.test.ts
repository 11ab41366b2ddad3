import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { canLogIn, linkIn, logIn, PASSWORD, post, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS, SOON } from './support/browser.ts'
import { headingOf, press, readField } from './support/forms.ts'
import { followButton, openEmail } from './support/mailbox.ts'

const origin = inject('origin')
const NEXT = 'Rt5-harbour-Cormorant'
const FORM = `${origin}/password/reset`
const DONE = `${origin}/password/reset/done`
const TOO_WEAK = [
  'This password is too short. It must contain at least 8 characters.',
  'This password is too common.',
]

const askByApi = (email: string) => post(origin, '/auth/users/reset_password/', { email })

const askOnPage = async (page: Page, email: string) => {
  await page.goto('/password/forgot')
  await page.getByLabel('Your email address').fill(email)
  await press(page, 'Send the email')
  expect(await headingOf(page)).toBe('Check your inbox')
}

/** What mail scanners and browsers do to a link before anybody clicks on it. */
const lookAtLink = async (link: URL) => {
  for (const method of ['GET', 'HEAD'])
    for (const headers of [{}, { 'Sec-Purpose': 'prefetch' }]) {
      const answer = await fetch(link, { method, headers })
      await answer.arrayBuffer()
      expect(answer.status).toBe(200)
    }
}

const setPassword = async (page: Page, password: string) => {
  await page.getByLabel('New password').fill(password)
  await press(page, 'Set password')
}

const expectRefusal = async (page: Page) => {
  const refused = { value: '', problems: TOO_WEAK, isInvalid: true, hasFocus: true }
  await expect.poll(() => readField(page.getByLabel('New password')), SOON).toEqual(refused)
  expect(page.url()).toBe(FORM)
}

describe.each(READERS)('who forgot the password, %s,', (_, look) => {
  it('asks for an email on the page, follows it and signs in elsewhere with a new password', async () => {
    const person = await register(origin)
    const page = await openPage(look)
    await askOnPage(page, person.email)
    const message = await waitForEmail(origin, person.email, '/password/reset')
    await lookAtLink(linkIn(message))

    await openEmail(page, message)
    const tab = await followButton(page)
    expect(await headingOf(tab)).toBe('Choose a new password')
    await setPassword(tab, NEXT)
    expect([tab.url(), await headingOf(tab)]).toEqual([DONE, 'Your password is set'])

    expect(await logIn(origin, 'djoser', { ...person, password: NEXT })).toBeTruthy()
    expect(await canLogIn(origin, 'express', person)).toBe(false)
    expect(complaintsOf(page)).toEqual([])
  })

  it('is told beside the field that a password is weak, and loses nothing by reloading or going back', async () => {
    const person = await register(origin)
    await askByApi(person.email)
    const page = await openPage(look)
    await openEmail(page, await waitForEmail(origin, person.email, '/password/reset'))
    const tab = await followButton(page)

    await setPassword(tab, 'secret')
    await expectRefusal(tab)
    await tab.reload()
    await expectRefusal(tab)
    await tab.goBack()
    expect(await headingOf(tab)).toBe('Choose a new password')
    await setPassword(tab, 'secret')
    await expectRefusal(tab)

    await setPassword(tab, NEXT)
    expect(tab.url()).toBe(DONE)
    await tab.reload()
    expect(await headingOf(tab)).toBe('Your password is set')
    expect(await canLogIn(origin, 'jwt', { ...person, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })

  it('finds the link dead the second time, and can ask for a new email from there', async () => {
    const person = await register(origin)
    await askByApi(person.email)
    const { href } = linkIn(await waitForEmail(origin, person.email, '/password/reset'))
    const page = await openPage(look)
    await page.goto(href)
    await setPassword(page, NEXT)

    await page.goto(href)
    expect(await headingOf(page)).toBe('This link no longer works')
    await page.getByRole('link', { name: 'Ask for a new email' }).click()
    await expect.poll(() => headingOf(page), SOON).toBe('Forgot your password?')
    expect(await canLogIn(origin, 'profile', { ...person, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })

  it('finds the link dead in a tab that was open before it was used', async () => {
    const person = await register(origin)
    await askByApi(person.email)
    const { href } = linkIn(await waitForEmail(origin, person.email, '/password/reset'))
    const page = await openPage(look)
    const other = await page.context().newPage()
    await page.goto(href)
    await other.goto(href)
    await setPassword(page, NEXT)

    await setPassword(other, 'Lk9-meadow-Curlew')
    expect([other.url(), await headingOf(other)]).toEqual([FORM, 'This link no longer works'])
    expect(await canLogIn(origin, 'users', { ...person, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })

  it('needs no mouse', async () => {
    const person = await register(origin)
    await askByApi(person.email)
    const page = await openPage(look)
    await page.goto(linkIn(await waitForEmail(origin, person.email, '/password/reset')).href)
    const field = page.getByLabel('New password')

    await page.keyboard.press('Tab')
    await page.keyboard.type('secret')
    await page.keyboard.press('Enter')
    await page.waitForURL(FORM)
    await expectRefusal(page)
    await page.keyboard.type(NEXT)
    expect((await readField(field)).value).toBe(NEXT)
    for (const button of buttonsFor(look)) {
      await page.keyboard.press('Tab')
      expect(await readFocus(page)).toBe(button)
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(DONE)
    expect(await canLogIn(origin, 'djoser', { ...person, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })
})

const buttonsFor = ({ javaScript = true }) => [...(javaScript ? ['Show'] : []), 'Set password']
const readFocus = (page: Page) => page.locator(':focus').textContent()

describe('who has JavaScript', () => {
  it('can have the password shown, and hidden again', async () => {
    const page = await openPage()
    await page.goto('/password/reset')
    const field = page.getByLabel('New password')
    await field.fill(PASSWORD)
    const show = page.getByRole('button', { name: 'Show password' })
    await show.click()
    expect(await field.getAttribute('type')).toBe('text')
    expect(await show.getAttribute('aria-pressed')).toBe('true')
    await show.click()
    expect(await field.getAttribute('type')).toBe('password')
    expect(await field.inputValue()).toBe(PASSWORD)
  })

  it('may click twice without finding the link used up', async () => {
    const person = await register(origin)
    await askByApi(person.email)
    const page = await openPage()
    await page.goto(linkIn(await waitForEmail(origin, person.email, '/password/reset')).href)
    await page.getByLabel('New password').fill(NEXT)
    await page.getByRole('button', { name: 'Set password' }).dblclick()
    await page.waitForURL(DONE)
    expect(await headingOf(page)).toBe('Your password is set')
    expect(complaintsOf(page)).toEqual([])
  })
})
