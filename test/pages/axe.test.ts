import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { logIn, PASSWORD, register, setUpFactor } from './support/api.ts'
import {
  colourViolationsOf,
  complaintsOf,
  type Exemption,
  isTooWide,
  type Look,
  screenshot,
  setColours,
  sharedPage,
  violationsOf,
} from './support/browser.ts'
import { type Cast, pathOf, sendEmails } from './support/cast.ts'
import { press } from './support/forms.ts'
import { addressOfEmail, openEmail } from './support/mailbox.ts'

/** How to come to a page, what axe leaves out of it, and the name of its picture if one is kept. */
type Visit = { go: (page: Page) => Promise<unknown>; except?: Exemption; picture?: string }

const DEVICES: [string, Look][] = [
  ['desk', {}],
  ['phone', { phone: true }],
]

// An email is shown inside of a client's page, whose landmarks are around it.
const EMAIL = { rules: ['landmark-one-main', 'region'] }

let emails: Cast
beforeAll(async () => {
  emails = await sendEmails(inject('origin'))
})

const at = (path: string) => (page: Page) => page.goto(path)
const withLink = (message: keyof Cast) => (page: Page) => page.goto(pathOf(emails[message]))

const refused =
  (go: Visit['go'], typed: Record<string, string>, button: string): Visit['go'] =>
  async (page) => {
    await go(page)
    for (const [label, text] of Object.entries(typed)) await page.getByLabel(label).fill(text)
    await press(page, button)
    await page.locator('ul.problem').first().waitFor()
  }

const openDocs = async (page: Page) => {
  await page.goto('/docs')
  await page.locator('#reference .opblock').first().waitFor()
}

const openReset = async (page: Page) => {
  await openEmail(page, emails.reset)
  await page.frameLocator('#opened iframe').getByRole('heading').waitFor()
}

const openResetAlone = async (page: Page) => {
  await openReset(page)
  await page.goto(await addressOfEmail(page))
}

const REQUEST = {
  return: 'https://app.example.com/signed-in',
  state: 'x',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
}
const SIGN_IN = `/sign-in?${new URLSearchParams(REQUEST)}`

const signInAs =
  (username: string, button = 'Sign in'): Visit['go'] =>
  async (page) => {
    await page.goto(SIGN_IN)
    await page.getByLabel('Username or email address').fill(username)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, button)
  }
const toCode: Visit['go'] = async (page) => {
  const origin = inject('origin')
  const person = await register(origin)
  await setUpFactor(origin, await logIn(origin, 'users', person))
  await signInAs(person.username)(page)
  await page.getByLabel('A code from your app').waitFor()
}
const askForEmail: Visit['go'] = async (page) => {
  await page.goto('/sign-in/email')
  await page.getByLabel('Your email address').fill('nobody@example.com')
  await press(page, 'Send the email')
}

const CODE = {
  'The email address we wrote to': 'ada@example.com',
  'The code in the email': '0000 0000',
}
const WEAK = { 'New password': 'secret' }
const TAKEN = { 'New username': 'grace' }

const visits: [string, Visit][] = [
  ['the documents', { go: openDocs, picture: 'docs' }],
  ['the home page', { go: at('/'), picture: 'home' }],
  ['the mailbox with an email open', { go: openReset, picture: 'mailbox' }],
  ['an email that is gone', { go: at(`/dev/mailbox?email=${crypto.randomUUID()}`) }],
  ['an email', { go: openResetAlone, except: EMAIL, picture: 'email' }],
  ['a forgotten password', { go: at('/password/forgot'), picture: 'forgot' }],
  [
    'a forgotten password, refused',
    { go: refused(at('/password/forgot'), { 'Your email address': 'ada@example' }, 'Send the email') },
  ],
  ['the sign-in page', { go: at(SIGN_IN), picture: 'sign-in' }],
  ['the sign-in page, refused', { go: signInAs('nobody') }],
  ['the sign-in page, without a front end', { go: at('/sign-in') }],
  ['the sign-in page, from an unknown front end', { go: at('/sign-in?return=x') }],
  ['the second step of a sign-in', { go: toCode, picture: 'sign-in-code' }],
  ['sign-in by email', { go: at('/sign-in/email') }],
  ['sign-in by email, asked for', { go: askForEmail }],
  ['sign-in by a link', { go: withLink('signIn') }],
  ['a dead link for a sign-in', { go: at('/sign-in/email?id=x&key=x') }],
  ['an email on its way', { go: at('/password/forgot/done') }],
  ['a new password', { go: withLink('reset'), picture: 'reset' }],
  [
    'a new password, refused',
    { go: refused(withLink('reset'), WEAK, 'Set password'), picture: 'reset-refused' },
  ],
  ['a new password, by code', { go: at('/password/reset'), picture: 'reset-by-code' }],
  [
    'a new password, by a wrong code',
    {
      go: refused(
        at('/password/reset'),
        { ...CODE, 'New password': 'Rt5-harbour-Cormorant' },
        'Set password',
      ),
    },
  ],
  ['a password that is set', { go: at('/password/reset/done'), picture: 'done' }],
  ['a dead link', { go: at('/password/reset?uid=x&token=x'), picture: 'dead' }],
  ['a new username', { go: withLink('username'), picture: 'username' }],
  ['a new username, refused', { go: refused(withLink('username'), TAKEN, 'Set username') }],
  ['a new username, by code', { go: at('/username/reset') }],
  ['a username that is set', { go: at('/username/reset/done') }],
  ['a dead link for a username', { go: at('/username/reset?uid=x&token=x') }],
  ['an activation', { go: withLink('activation'), picture: 'activate' }],
  ['an activation, by code', { go: at('/activate') }],
  ['an activation, by a wrong code', { go: refused(at('/activate'), CODE, 'Activate') }],
  ['an account that is active', { go: at('/activate/done') }],
  ['a dead link for an activation', { go: at('/activate?uid=x&token=x') }],
  ['an address', { go: withLink('address'), picture: 'confirm-address' }],
  ['an address, by code', { go: at('/email/confirm') }],
  ['an address, by a wrong code', { go: refused(at('/email/confirm'), CODE, 'Confirm') }],
  ['an address that is confirmed', { go: at('/email/confirm/done') }],
  ['a dead link for an address', { go: at('/email/confirm?id=x&key=x') }],
  ['a recovery link', { go: withLink('recovery'), picture: 'not-me' }],
  ['a recovery link, by code', { go: at('/not-me') }],
  ['a recovery link, by a wrong code', { go: refused(at('/not-me'), CODE, 'Secure my account') }],
  ['an account that is safe', { go: at('/not-me/done') }],
  ['a dead link for a recovery link', { go: at('/not-me?id=x&key=x') }],
]

describe.each(visits)('%s', (_, { go, except, picture }) => {
  it.each(DEVICES)('has no error and no barrier in light and dark colours (%s)', async (device, look) => {
    const page = await sharedPage(look)
    await go(page)
    expect([complaintsOf(page), await isTooWide(page)]).toEqual([[], false])
    if (picture) await screenshot(page, `${picture}-${device}-light`)
    expect(await violationsOf(page, except)).toEqual([])

    await setColours(page, 'dark')
    if (picture) await screenshot(page, `${picture}-${device}-dark`)
    expect(await colourViolationsOf(page, except)).toEqual([])
  })
})
