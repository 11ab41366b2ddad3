import * as z from 'zod'
import { type Config, usernameFieldOf } from '../../ports/config.ts'
import type { Answer } from '../../ports/user-field.ts'
import { answer, type Operations } from './api.ts'
import { READ } from './costs.ts'
import { nameIn, shownShape } from './declared.ts'
import { Detail } from './django-refusals.ts'
import { djoserTokenOperations } from './djoser-tokens.ts'
import { AccountId, EmailText, UsernameText } from './texts.ts'

export const Person = z
  .object({ email: EmailText, id: AccountId, username: UsernameText })
  .meta({ id: 'User' })
const Root = z
  .object({ users: z.url() })
  .meta({ id: 'Root', examples: [{ users: 'https://id.example.com/auth/users/' }] })

const OTHERS = 'For others than staff, every account but their own is 404.'
const NOT_THEIRS =
  'Refuses a username or an email address that another account has. It is 403 for staff who change the email address of another member of staff, and, where `HIDE_USERS` is false, for everybody else’s account.'
const LINK = {
  uid: 'NmQ1ZjliYWUtYTMxYi00YjdiLTgyYzQtMzg1M2VkYTJiMDEx',
  token: 'k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU',
}
const DEAD_LINK = 'Refuses a link that is wrong, used or too old'
const UNTOLD =
  'Refuses what is no email address. Emails to one address are limited; the answer does not tell.'

/** The operations about what people sign in with: a username, or an email address. */
const loginOperations = (config: Config): Operations => {
  const isName = usernameFieldOf(config) === 'username'
  const [name, words, Name, example] = isName
    ? (['username', 'username', 'Username', 'ada'] as const)
    : (['email', 'email address', 'Email', 'ada@example.com'] as const)
  const tag = 'Name to sign in with'
  return {
    [`POST /auth/users/set_${name}/`]: {
      name: `set${Name}`,
      summary: `Change your ${words}`,
      tag,
      does: `Sets another ${words}, with the password. The owner is told by email.`,
      refuses: `Refuses a wrong password, and a ${words} that another account has.`,
      costs: [],
      ...(isName && { client: 'changeUsername(body)' }),
      responses: { 204: null },
    },
    [`POST /auth/users/reset_${name}/`]: {
      name: `request${Name}Reset`,
      summary: `Ask for a link for a new ${words}`,
      tag,
      does: `Sends an email with a link for a new ${words}, if an active account has the email address. The answer is the same if none has.`,
      refuses: UNTOLD,
      costs: [],
      responses: { 204: null },
    },
    [`POST /auth/users/reset_${name}_confirm/`]: {
      name: `confirm${Name}Reset`,
      summary: `Set a new ${words} with a link`,
      tag,
      does: `Sets a new ${words} by the link of an email, which then works no more.`,
      refuses: `${DEAD_LINK}, and a ${words} that another account has.`,
      costs: [],
      example: { ...LINK, [`new_${name}`]: example },
      responses: { 204: null },
    },
  }
}

/** An account in an answer, with the name of its id. */
function personShape(config: Config, answer: Answer = 'owner'): z.ZodObject {
  const { idName } = config.apis.djoser
  const shape = shownShape(config, 'djoser', Person, answer)
  const named = Object.entries(shape.shape).map(([name, each]) => [name === 'id' ? idName : name, each])
  return idName === 'id' ? shape : z.object(Object.fromEntries(named)).meta(nameIn(Person, answer))
}

/** A list in DRF's pages. */
const pageOf = (shape: z.ZodObject) => {
  const Page = z.url().nullable()
  return z
    .object({
      count: z.int().meta({ examples: [1] }),
      next: Page.meta({ description: 'Where the next page is.', examples: [null] }),
      previous: Page.meta({ description: 'Where the page before is.', examples: [null] }),
      results: z.array(shape),
    })
    .meta({ id: 'UserPage' })
}

export function djoserOperations(config: Config): Operations {
  const Shown = personShape(config)
  const Others = personShape(config, 'user')
  return {
    'GET /auth/': {
      name: 'getRoot',
      summary: 'Find the users',
      tag: 'Users',
      does: 'Returns the address of the users, as djoser does.',
      refuses: 'Refuses a credential that is missing, wrong or ended with 401.',
      costs: [],
      responses: { 200: Root },
    },
    'POST /auth/users/': {
      name: 'register',
      summary: 'Register',
      tag: 'Sign-up',
      does: 'Makes an account. It signs nobody in; where the settings ask for it, an email with a link to activate it is sent first.',
      refuses:
        'Refuses a username or an email address that another account has, a password against the rules, and a repeated password that differs.',
      costs: ['registration without an address', 'registration', 'registration, name or address taken'],
      client: 'signUp(body)',
      alsoSends: { email: 'ada@example.com' },
      responses: { 201: personShape(config, 'registration') },
    },
    'POST /auth/users/activation/': {
      name: 'activate',
      summary: 'Activate an account with a link',
      tag: 'Sign-up',
      does: 'Lets an account sign in, by the link of an email, which then works no more.',
      refuses: `${DEAD_LINK}; for an account that is active already it is 403.`,
      costs: [],
      example: LINK,
      client: 'activate(body)',
      responses: { 204: null, 403: answer(Detail, { example: { detail: 'Stale token for given user.' } }) },
    },
    'POST /auth/users/resend_activation/': {
      name: 'resendActivation',
      summary: 'Ask for the activation link again',
      tag: 'Sign-up',
      does: 'Sends the email with the link to activate an account again, if one waits for it.',
      refuses:
        'Refuses every request with 400 and no body unless the settings have new accounts activated. Emails to one address are limited; the answer does not tell.',
      costs: [],
      client: 'resendActivation(body)',
      responses: { 204: null },
    },
    'GET /auth/users/me/': {
      name: 'getMe',
      summary: 'Read your account',
      tag: 'Your account',
      does: 'Returns the account that is signed in.',
      refuses: 'Refuses a credential that is missing, wrong or ended with 401.',
      costs: READ,
      client: 'me()',
      responses: { 200: Shown },
    },
    'PUT /auth/users/me/': {
      name: 'replaceMe',
      summary: 'Replace your account',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others: the same as PATCH, unless the configuration requires fields of its own.',
      refuses: 'Refuses a username or an email address that another account has.',
      costs: [],
      example: { email: 'ada@example.com' },
      responses: { 200: Shown },
    },
    'PATCH /auth/users/me/': {
      name: 'changeMe',
      summary: 'Change fields of your account',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others. A new email address has to be confirmed first where the settings ask for it.',
      refuses: 'Refuses a username or an email address that another account has.',
      costs: ['change of name', 'change of address'],
      example: { email: 'ada@example.com' },
      client: 'change(body)',
      responses: { 200: Shown },
    },
    'DELETE /auth/users/me/': {
      name: 'deleteMe',
      summary: 'Delete your account',
      tag: 'Your account',
      does: 'Deletes the account with its sessions and pictures, with the password. Its JWTs end with it.',
      refuses: 'Refuses a wrong password.',
      costs: [],
      client: 'deleteAccount(body)',
      responses: { 204: null },
    },
    'POST /auth/users/set_password/': {
      name: 'changePassword',
      summary: 'Change your password',
      tag: 'Password',
      does: 'Sets another password. Every other session of the account ends, and its owner is told by email.',
      refuses:
        'Refuses a wrong current password, a new one against the rules, and a repeated one that differs.',
      costs: ['change of password'],
      example: { current_password: 'Vq7-mountain-Kestrel', new_password: 'Rt5-harbour-Cormorant' },
      client: 'changePassword(body)',
      responses: { 204: null },
    },
    'POST /auth/users/reset_password/': {
      name: 'requestPasswordReset',
      summary: 'Ask for a link for a new password',
      tag: 'Password',
      does: 'Sends an email with a link for a new password, if an active account has the email address. The answer is the same if none has.',
      refuses: UNTOLD,
      costs: ['reset, asked for', 'reset, asked for with an unknown address'],
      client: 'requestPasswordReset(body)',
      responses: { 204: null },
    },
    'POST /auth/users/reset_password_confirm/': {
      name: 'confirmPasswordReset',
      summary: 'Set a new password with a link',
      tag: 'Password',
      does: 'Sets a new password by the link of an email, which then works no more. All sessions of the account end.',
      refuses: `${DEAD_LINK}, and a password against the rules; the link then stays good.`,
      costs: [],
      example: { ...LINK, new_password: 'Rt5-harbour-Cormorant' },
      client: 'confirmPasswordReset(body)',
      responses: { 204: null },
    },
    ...loginOperations(config),
    'GET /auth/users/': {
      name: 'listUsers',
      summary: 'List the users',
      tag: 'Users',
      does: 'Returns a list with yourself alone. Staff get a page of everybody, or of whom `search` finds, by username; the header `Link` has the next page.',
      refuses: 'Refuses a `limit` that is not from 1 to 1,000, and an `after` that is no ID.',
      costs: ['a page of two of everybody, for staff', 'a search that finds nobody, for staff'],
      responses: {
        200: config.apis.djoser.pages ? pageOf(Others) : answer(z.array(Others), { headers: ['Link'] }),
      },
    },
    'GET /auth/users/{id}/': {
      name: 'getUser',
      summary: 'Read an account',
      tag: 'Users',
      does: 'Returns an account by its ID: your own, or for staff any.',
      refuses: OTHERS,
      costs: [],
      responses: { 200: Others, 404: Detail },
    },
    'PUT /auth/users/{id}/': {
      name: 'replaceUser',
      summary: 'Replace an account',
      tag: 'Users',
      does: 'Changes the fields that are sent of an account, and leaves the others: the same as PATCH, unless the configuration requires fields of its own.',
      refuses: `${OTHERS} ${NOT_THEIRS}`,
      costs: [],
      example: { email: 'ada@example.com' },
      responses: { 200: Others, 403: Detail, 404: Detail },
    },
    'PATCH /auth/users/{id}/': {
      name: 'changeUser',
      summary: 'Change fields of an account',
      tag: 'Users',
      does: 'Changes the fields that are sent of an account, and leaves the others.',
      refuses: `${OTHERS} ${NOT_THEIRS}`,
      costs: [],
      example: { email: 'ada@example.com' },
      responses: { 200: Others, 403: Detail, 404: Detail },
    },
    'DELETE /auth/users/{id}/': {
      name: 'deleteUser',
      summary: 'Delete an account',
      tag: 'Users',
      does: 'Deletes an account with its sessions and pictures, with the password of who asks.',
      refuses: 'Refuses a wrong password, and for others than staff every account but their own with 403.',
      costs: [],
      responses: { 204: null, 403: Detail, 404: Detail },
    },
    ...djoserTokenOperations,
  }
}
