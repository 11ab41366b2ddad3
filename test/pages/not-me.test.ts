import { describe, expect, inject, it } from 'vitest'
import { ask, canLogIn, logIn, put, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS } from './support/browser.ts'
import { headingOf, press } from './support/forms.ts'
import { followButton, openEmail } from './support/mailbox.ts'

const origin = inject('origin')
const STOLEN = 'Zx3-lantern-Magpie'
const NEXT = 'Rt5-harbour-Cormorant'

const statusFor = async (token: string) => (await ask(origin, '/account', { token })).status

describe.each(READERS)('whose password somebody else has changed, %s,', (_, look) => {
  it('throws them out from the notice, and chooses a new password', async () => {
    const owner = await register(origin)
    const thief = { ...owner, password: STOLEN }
    const token = await logIn(origin, 'profile', owner)
    const change = { old_password: owner.password, new_password: STOLEN }
    await put(origin, '/api/change_password/', change, token)
    const stolen = [token, await logIn(origin, 'djoser', thief)]

    const page = await openPage(look)
    await openEmail(page, await waitForEmail(origin, owner.email, '/not-me'))
    const recovery = await followButton(page)
    expect(await headingOf(recovery)).toBe('This was not me')
    expect(await Promise.all(stolen.map(statusFor))).toEqual([200, 200])
    await press(recovery, 'Secure my account')
    expect([recovery.url(), await headingOf(recovery)]).toEqual([
      `${origin}/not-me/done`,
      'Your account is safe',
    ])
    expect(await Promise.all(stolen.map(statusFor))).toEqual([401, 401])
    expect(await canLogIn(origin, 'users', thief)).toBe(false)
    expect(await canLogIn(origin, 'users', owner)).toBe(false)

    await openEmail(page, await waitForEmail(origin, owner.email, '/password/reset'))
    const reset = await followButton(page)
    await reset.getByLabel('New password').fill(NEXT)
    await press(reset, 'Set password')
    expect(await headingOf(reset)).toBe('Your password is set')
    expect(await canLogIn(origin, 'users', { ...owner, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })
})
