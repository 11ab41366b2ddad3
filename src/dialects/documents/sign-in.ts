import * as z from 'zod'
import { Problem } from './account-refusals.ts'
import { answer, type Operations } from './api.ts'
import { JwtText, Time, TokenText } from './texts.ts'

const SIGN_IN = 'eyJraWQiOiJtMSJ9.5wN2tG…'

/** `account` is the shape of one's own account. */
export const signedInShape = <Account extends z.ZodType>(account: Account) =>
  z
    .object({
      as: z.enum(['token', 'jwt', 'express']),
      token: TokenText.optional().meta({ description: 'With `as: "token"`.' }),
      access: JwtText.optional().meta({ description: 'With the others, and `refresh`.' }),
      refresh: JwtText.optional(),
      expires_at: Time.meta({ description: 'When the session ends if it is not used again.' }),
      level: z.union([z.literal(1), z.literal(2)]).meta({ description: '2 if a second factor was used.' }),
      account,
    })
    .meta({ id: 'SignedIn' })

/** What is asked for where a code is missing. */
export const CodeNeeded = Problem.extend({
  methods: z
    .array(z.string())
    .optional()
    .meta({ examples: [['totp', 'recovery']] }),
  sign_in: z
    .string()
    .optional()
    .meta({ description: 'What the sign-in goes on with.', examples: [SIGN_IN] }),
}).meta({ id: 'CodeNeeded' })

/** The same for every address. */
export const EmailAsked = z
  .object({
    sign_in: z.string().meta({
      description: 'What the sign-in goes on with, together with the code of the email.',
      examples: [SIGN_IN],
    }),
  })
  .meta({ id: 'EmailAsked' })

const codeNeeded = answer(CodeNeeded, {
  example: {
    type: 'urn:gatehouse:problem:code-needed',
    title: 'A code is needed to sign in.',
    status: 401,
    methods: ['totp', 'recovery'],
    sign_in: SIGN_IN,
  },
  headers: ['X-OTP'],
})
const ended = answer(Problem, {
  example: {
    type: 'urn:gatehouse:problem:sign-in-ended',
    title: 'This sign-in has ended. Begin again.',
    status: 401,
  },
  headers: ['X-OTP'],
})
const otherSite = answer(Problem, {
  example: {
    type: 'urn:gatehouse:problem:cross-site',
    title: 'The request comes from another site.',
    status: 403,
  },
})
const deadLink = answer(Problem, {
  example: { type: 'urn:gatehouse:problem:dead-link', title: 'This link does not work.', status: 400 },
})
const EMAIL_OFF = 'Where `EMAIL_LOGIN` is off it is 404.'
const OFF = 'Where `SECOND_FACTOR` is `off` it is 404.'
const tag = 'Sign-in'

/** Our own sign-in. */
export const signInOperations = (SignedIn: z.ZodType): Operations => {
  const signedIn = answer(SignedIn, {
    fields: { token: '132cf952e0165a274bf99e115ab483671b3d9ff6' },
    headers: ['X-Trusted-Client', 'Set-Cookie'],
  })
  return {
    'POST /account/login': {
      name: 'signIn',
      summary: 'Sign in for the credential of any API',
      tag,
      does: 'Opens a session of the API that `as` names: `token`, which is the default, `jwt`, or `express`, which sets cookies too. With `trust` and a right code, this client is not asked for one again for a time.',
      refuses: `Refuses a wrong name or password with 401. After the right password, a code that is missing is 401 with \`methods\` and \`sign_in\`, with which the next operation goes on. After too many tries it is 429. ${OFF}`,
      costs: [],
      example: { username: 'ada', password: 'Vq7-mountain-Kestrel' },
      responses: { 200: signedIn, 401: codeNeeded, 403: otherSite, 404: Problem },
    },
    'POST /account/login/code': {
      name: 'signInWithCode',
      summary: 'Go on with a sign-in, with a code',
      tag,
      does: 'Finishes a sign-in with a code of the app or a recovery code, and returns its credential.',
      refuses: `Refuses a wrong or used code with 401, and a \`sign_in\` that has ended: after ten minutes, a new password or a disabling. After too many tries it is 429. ${OFF}`,
      costs: ['the second step of a sign-in'],
      example: { sign_in: SIGN_IN, otp: '123456' },
      responses: { 200: signedIn, 401: ended, 403: otherSite, 404: Problem },
    },
    'POST /account/login/exchange': {
      name: 'exchangeCode',
      summary: 'Exchange the code of the sign-in page',
      tag,
      does: 'Opens the session for which `/sign-in` sent a code to your page, and returns its credential.',
      refuses: `Refuses with 401 a code that was used, is older than a minute, or is of another \`code_verifier\`, and where the account has a new password since. ${OFF}`,
      costs: ['code of the sign-in page, exchanged'],
      example: { code: 'm1.8ZqKcQ2…', code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' },
      responses: { 200: signedIn, 401: ended, 403: otherSite, 404: Problem },
    },
    'POST /account/login/email': {
      name: 'requestSignInEmail',
      summary: 'Mail a link and a code to sign in with',
      tag,
      does: 'Sends an email with a link and a code that take the place of the password, if an active account has this address. The response is the same for every address.',
      refuses: `Refuses an unsolved challenge with 403, where one is asked for. ${EMAIL_OFF}`,
      costs: ['sign-in by email, asked for', 'sign-in by email, asked for with an unknown address'],
      example: { email: 'ada@example.com' },
      responses: { 200: EmailAsked, 403: Problem, 404: Problem },
    },
    'POST /account/login/email/verify': {
      name: 'signInByEmail',
      summary: 'Sign in with an emailed link or code',
      tag,
      does: 'Opens a session with the `uid` and `token` of the link, or with the `code` and the `sign_in` of the request for it. It proves the email address.',
      refuses: `Refuses a wrong code or a dead link with 400, and a \`sign_in\` that has ended with 401. Where a second factor is required it is 401 with \`methods\` and a new \`sign_in\`. ${EMAIL_OFF}`,
      costs: ['sign-in by email'],
      example: { sign_in: SIGN_IN, code: '7K3MQ2WD' },
      responses: { 200: signedIn, 400: deadLink, 401: codeNeeded, 403: otherSite, 404: Problem },
    },
    'POST /account/login/approval': {
      name: 'requestApproval',
      summary: 'Have a sign-in approved by email',
      tag,
      does: 'Sends the owner an email with a link to approve the sign-in, after which the same client may sign in once.',
      refuses: `Refuses a \`sign_in\` that has ended with 401, and where approval by email is off, the methods that there are. ${OFF}`,
      costs: [],
      example: { sign_in: SIGN_IN },
      responses: { 202: null, 401: ended, 404: Problem },
    },
  }
}
