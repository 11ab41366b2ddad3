import { z } from 'zod'
import { activate, resendActivation } from '../account/activation.ts'
import { passwordResetLetter, usernameResetLetter } from '../account/letters.ts'
import { changePassword } from '../account/password.ts'
import { askForLink, finishReset } from '../account/password-reset.ts'
import { changeProfile, findAccount, listAccounts, removeAccountWithPassword } from '../account/profile.ts'
import { registerForActivation } from '../account/registration.ts'
import { changeUsername, finishUsernameReset } from '../account/username.ts'
import { Email, NewPassword, Opaque, OptionalEmail, Password, Username } from '../account/words.ts'
import type { Account } from '../ports/schema.ts'
import { dialect } from './dialect.ts'
import { django } from './django.ts'
import { ACCOUNT, body, fields, signedIn } from './django-request.ts'
import { doc } from './doc.ts'

const Registration = fields({
  username: Username,
  password: NewPassword,
  re_password: NewPassword.optional(),
  email: OptionalEmail.optional(),
})
const PersonChange = fields({ username: Username.optional(), email: OptionalEmail.optional() })
const Removal = fields({ current_password: Password })
const SetPassword = fields({
  current_password: Password,
  new_password: NewPassword,
  re_new_password: NewPassword.optional(),
})
const SetUsername = fields({
  current_password: Password,
  new_username: Username,
  re_new_username: Username.optional(),
})
const Address = fields({ email: Email })
const Link = fields({ uid: Opaque, token: Opaque })
const PasswordReset = fields({
  uid: Opaque,
  token: Opaque,
  new_password: NewPassword,
  re_new_password: NewPassword.optional(),
})
const UsernameReset = fields({
  uid: Opaque.optional(),
  token: Opaque.optional(),
  new_username: Username,
  re_new_username: Username.optional(),
})

const Person = z.object({ email: z.string(), id: z.uuid(), username: z.string() })
const People = z.array(Person)

const presentPerson = ({ email, id, username }: Account): z.infer<typeof Person> => ({ email, id, username })

const voice = django({ names: { oldPassword: 'current_password' }, wrong: 'Invalid password.' })

const change = [doc('Change an account', { 200: Person }), signedIn, body(PersonChange)] as const
const remove = [doc('Delete an account', { 204: null }), signedIn, body(Removal)] as const

/** Seed 001: djoser's users. What is not there under `/users` is asked for a token first, as in djoser. */
export const djoser = dialect(voice, { closed: /^\/users(\/[^/]+)?$/ })
  .post('/users', doc('Register', { 201: Person }), body(Registration), async (c) => {
    const account = await registerForActivation(c.env, 'djoser', c.req.valid('json'))
    return c.json(presentPerson(account), 201)
  })
  .get('/users', doc('Yourself; everybody, for staff', { 200: People }), signedIn, async (c) =>
    c.json((await listAccounts(c.env, c.var.me)).map(presentPerson)),
  )
  .get('/users/me', doc('Yourself', { 200: Person }), signedIn, (c) =>
    c.json(presentPerson(c.var.me.account)),
  )
  .on(['PUT', 'PATCH'], '/users/me', ...change, async (c) =>
    c.json(presentPerson(await changeProfile(c.env, c.var.me.account, c.req.valid('json')))),
  )
  .delete('/users/me', ...remove, async (c) => {
    await removeAccountWithPassword(c.env, c.var.me, c.var.me.account.id, c.req.valid('json').currentPassword)
    return c.body(null, 204)
  })
  .post('/users/activation', doc('Activate an account', { 204: null }), body(Link), async (c) => {
    await activate(c.env, c.req.valid('json'))
    return c.body(null, 204)
  })
  .post(
    '/users/resend_activation',
    doc('Mail the activation link again', { 204: null }),
    body(Address),
    async (c) => {
      await resendActivation(c.env, c.req.valid('json').email)
      return c.body(null, 204)
    },
  )
  .post(
    '/users/set_password',
    doc('Change your password', { 204: null }),
    signedIn,
    body(SetPassword),
    async (c) => {
      const { currentPassword, ...wish } = c.req.valid('json')
      await changePassword(c.env, c.var.me, 'djoser', { ...wish, oldPassword: currentPassword })
      return c.body(null, 204)
    },
  )
  .post(
    '/users/set_username',
    doc('Change your username', { 204: null }),
    signedIn,
    body(SetUsername),
    async (c) => {
      await changeUsername(c.env, c.var.me, c.req.valid('json'))
      return c.body(null, 204)
    },
  )
  .post(
    '/users/reset_password',
    doc('Mail a link for a new password', { 204: null }),
    body(Address),
    async (c) => {
      await askForLink(c.env, 'reset', c.req.valid('json').email, passwordResetLetter)
      return c.body(null, 204)
    },
  )
  .post(
    '/users/reset_password_confirm',
    doc('Set a new password', { 204: null }),
    body(PasswordReset),
    async (c) => {
      await finishReset(c.env, 'djoser', c.req.valid('json'))
      return c.body(null, 204)
    },
  )
  .post(
    '/users/reset_username',
    doc('Mail a link for a new username', { 204: null }),
    body(Address),
    async (c) => {
      await askForLink(c.env, 'username', c.req.valid('json').email, usernameResetLetter)
      return c.body(null, 204)
    },
  )
  .post(
    '/users/reset_username_confirm',
    doc('Set a new username', { 204: null }),
    body(UsernameReset),
    async (c) => {
      const { uid = '', token = '', ...wish } = c.req.valid('json')
      await finishUsernameReset(c.env, { uid, token, ...wish })
      return c.body(null, 204)
    },
  )
  .get(`/users${ACCOUNT}`, doc('An account', { 200: Person }), signedIn, async (c) =>
    c.json(presentPerson(await findAccount(c.env, c.var.me, c.req.param('id')))),
  )
  .on(['PUT', 'PATCH'], `/users${ACCOUNT}`, ...change, async (c) => {
    const account = await findAccount(c.env, c.var.me, c.req.param('id'))
    return c.json(presentPerson(await changeProfile(c.env, account, c.req.valid('json'))))
  })
  .delete(`/users${ACCOUNT}`, ...remove, async (c) => {
    await removeAccountWithPassword(c.env, c.var.me, c.req.param('id'), c.req.valid('json').currentPassword)
    return c.body(null, 204)
  })
