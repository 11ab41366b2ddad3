import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { policyOf } from '../../account/passwords/password-policy.ts'
import { makeFirstStaff, refuseSecondStaff } from '../../account/staff/first-staff.ts'
import { Email, NewPassword, Username } from '../../account/words.ts'
import { publicEndpoint } from '../authorization.ts'
import type { AppEnv } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { parse, readQuery } from '../reading.ts'
import { address, type Filled, linkForm, NOTHING_YET, newPassword, newUsername } from './link-form.ts'
import { pageVoice, sayOnPage } from './page-voice.ts'
import { sendLinkPage, sendOutcome } from './send-link-page.ts'
import { isOnThisMachine } from './this-machine.ts'
import { problemsOf, readTyped } from './typed.ts'

const PATH = '/dev/first-staff'
const TITLE = 'Make the first staff account'
const DEAD =
  'It works until there is a staff account, or npm start is stopped. To make another one, type: npm run admin -- create <username> --staff'

const docsLink = html`<p class="also"><a href="/docs">Sign in on the documentation</a></p>`

/** The page that the link of `npm start` leads to. In production these URLs do not exist. */
export const firstStaffPage = new Hono<AppEnv>()
  .get(PATH, publicEndpoint, async (c, next) => {
    if (!isOnThisMachine(c)) return next()
    const { key = '' } = readQuery(c)
    await refuseSecondStaff(c.env, key)
    return sendForm(c, key)
  })
  .post(PATH, publicEndpoint, async (c, next) => {
    if (!isOnThisMachine(c)) return next()
    const typed = await readTyped(c)
    const { key = '' } = typed
    await refuseSecondStaff(c.env, key)
    try {
      const isStaff = await makeFirstStaff(c.env, key, parse(shapeFor(c), typed))
      return c.redirect(`${PATH}/${isStaff ? 'done' : 'late'}`, 303)
    } catch (error) {
      return sendForm(c, key, problemsOf(c, error, typed), 400)
    }
  })
  .get(`${PATH}/done`, async (c, next) =>
    isOnThisMachine(c)
      ? sendOutcome(c, {
          title: 'Your staff account is ready',
          text: 'It signs in at every API, and manages accounts at /account/admin.',
          kind: 'done',
          also: docsLink,
        })
      : next(),
  )
  .get(`${PATH}/late`, async (c, next) =>
    isOnThisMachine(c)
      ? sendOutcome(c, {
          title: 'Your account is not staff',
          text: 'Another request made the staff account first. Yours was made as an ordinary account. To change that, type: npm run admin -- promote <username>',
          kind: 'dead',
        })
      : next(),
  )
firstStaffPage.onError(sayOnPage(pageVoice({ dead: DEAD })))

const common = { email: Email, password: NewPassword }

const shapeFor = ({ env }: Context<AppEnv>) =>
  env.config.usernames ? fields({ username: Username, ...common }) : fields(common)

const sendForm = (
  c: Context<AppEnv>,
  key: string,
  filled: Filled = NOTHING_YET,
  status: ContentfulStatusCode = 200,
) => {
  const username = { ...newUsername, name: 'username', label: 'Username' }
  const password = { ...newPassword(policyOf(c.env, 'djoser')), name: 'password', label: 'Password' }
  const form = {
    to: PATH,
    title: TITLE,
    lead: 'Staff see, disable and sign out accounts of other people. This page is on this machine only.',
    hidden: { key },
    fields: [...(c.env.config.usernames ? [username] : []), address, password],
    button: 'Make the account',
  }
  return sendLinkPage(c, TITLE, linkForm(form, filled), { status })
}
