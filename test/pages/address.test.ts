import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { ask, logIn, type MailedEmail, put, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS } from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'
import { followButton, openEmail } from './support/mailbox.ts'

const origin = inject('origin')
const DONE = `${origin}/email/confirm/done`

const accountOf = async (token: string) => JSON.parse((await ask(origin, '/account', { token })).text)

const confirm = async (page: Page, message: MailedEmail) => {
  await openEmail(page, message)
  const tab = await followButton(page)
  expect(await headingOf(tab)).toBe('Confirm your email address')
  await press(tab, 'Confirm')
  expect([tab.url(), await headingOf(tab)]).toEqual([DONE, 'Your email address is confirmed'])
}

describe.each(READERS)('who gave an address, %s,', (_, look) => {
  it('confirms it from the email, and another one that takes its place', async () => {
    const person = await register(origin)
    const token = await logIn(origin, 'profile', person)
    const page = await openPage(look)
    expect(await accountOf(token)).toMatchObject({ email: person.email, email_verified_at: null })
    await confirm(page, await waitForEmail(origin, person.email, '/email/confirm'))
    expect(await accountOf(token)).toMatchObject({ email_verified_at: expect.any(String) })

    const email = `new-${person.email}`
    await put(origin, '/api/profile/', { email }, token)
    expect(await accountOf(token)).toMatchObject({ email, email_verified_at: null })
    const notice = await waitForEmail(origin, person.email, '/not-me')
    expect(notice.subject).toBe('Gatehouse - Your email address has been changed')
    await confirm(page, await waitForEmail(origin, email, '/email/confirm'))
    expect(await accountOf(token)).toMatchObject({ email, email_verified_at: expect.any(String) })
    expect(complaintsOf(page)).toEqual([])
  })
})
