import { describe, expect, inject, it } from 'vitest'
import { canLogIn, post, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS, SOON } from './support/browser.ts'
import { headingOf, press, readField } from './support/forms.ts'
import { followButton, openEmail } from './support/mailbox.ts'

const origin = inject('origin')
const FORM = `${origin}/username/reset`

describe.each(READERS)('who forgot the username, %s,', (_, look) => {
  it('chooses a new one that is free, and signs in with it', async () => {
    const other = await register(origin)
    const person = await register(origin)
    await post(origin, '/auth/users/reset_username/', { email: person.email })
    const page = await openPage(look)
    await openEmail(page, await waitForEmail(origin, person.email, '/username/reset'))
    const tab = await followButton(page)
    expect(await headingOf(tab)).toBe('Choose a new username')

    const field = tab.getByLabel('New username')
    await field.fill(other.username)
    await press(tab, 'Set username')
    const problems = ['A user with that username already exists.']
    const refused = { value: other.username, problems, isInvalid: true, hasFocus: true }
    await expect.poll(() => readField(field), SOON).toEqual(refused)
    expect(tab.url()).toBe(FORM)

    const username = `${person.username}-renamed`
    await field.fill(username)
    await press(tab, 'Set username')
    expect([tab.url(), await headingOf(tab)]).toEqual([`${FORM}/done`, 'Your username is set'])
    expect(await canLogIn(origin, 'profile', { ...person, username })).toBe(true)
    expect(await canLogIn(origin, 'profile', person)).toBe(false)
    expect(complaintsOf(page)).toEqual([])
  })
})
