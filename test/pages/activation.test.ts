import { describe, expect, inject, it } from 'vitest'
import { canLogIn, linkIn, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS } from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'
import { followButton, openEmail } from './support/mailbox.ts'

const origin = inject('origin')
const FORM = `${origin}/activate`

describe.each(READERS)('who opened an account at the djoser API, %s,', (_, look) => {
  it('cannot sign in before the email is followed, and can afterwards', async () => {
    const person = await register(origin, { api: 'djoser' })
    expect(await canLogIn(origin, 'djoser', person)).toBe(false)
    const message = await waitForEmail(origin, person.email, '/activate')
    const page = await openPage(look)
    await openEmail(page, message)
    const tab = await followButton(page)
    expect(await headingOf(tab)).toBe('Activate your account')
    expect(await canLogIn(origin, 'djoser', person)).toBe(false)

    await press(tab, 'Activate')
    expect([tab.url(), await headingOf(tab)]).toEqual([`${FORM}/done`, 'Your account is active'])
    expect(await canLogIn(origin, 'djoser', person)).toBe(true)
    expect(await canLogIn(origin, 'users', person)).toBe(true)

    await tab.goto(linkIn(message).href)
    await press(tab, 'Activate')
    expect(await headingOf(tab)).toBe('This link was already used')
    expect(complaintsOf(page)).toEqual([])
  })
})
