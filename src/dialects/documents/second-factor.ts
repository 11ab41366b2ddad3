import * as z from 'zod'
import { Problem } from './account-refusals.ts'
import { answer, type Operations } from './api.ts'
import { CodeNeeded } from './sign-in.ts'
import { Time } from './texts.ts'

const Codes = z.array(z.string()).meta({ description: 'Shown this once.', examples: [['7K3MQ-2WDT9']] })

export const SecondFactor = z
  .object({
    required: z.boolean().meta({ description: 'Whether a sign-in needs a code.', examples: [true] }),
    required_by: z.enum(['you', 'policy']).nullable(),
    totp: z.object({ added_at: Time }).nullable(),
    passkeys: z.int().meta({ description: 'How many there are.', examples: [0] }),
    recovery_codes_left: z.int().meta({ examples: [10] }),
    email_approval: z.boolean().meta({ description: 'Whether a sign-in may be approved from an email.' }),
    deadline: Time.nullable().meta({ description: 'From when nobody signs in without a second factor.' }),
  })
  .meta({ id: 'SecondFactor' })

/** With passkeys alone, recovery codes are made when a sign-in begins to need one. */
export const ChangedFactor = SecondFactor.extend({ recovery_codes: Codes.optional() }).meta({
  id: 'ChangedFactor',
})

export const NewTotp = z
  .object({
    secret: z.string().meta({ description: 'In base 32.', examples: ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'] }),
    otpauth_url: z
      .string()
      .meta({ examples: ['otpauth://totp/Gatehouse:ada?secret=JBSWY3DPEHPK3PXP&issuer=Gatehouse'] }),
    qr_svg: z
      .string()
      .meta({ description: 'The same as a QR code, an SVG image.', examples: ['<svg …></svg>'] }),
    expires_at: Time.meta({ description: 'Until when it can be confirmed.' }),
  })
  .meta({ id: 'NewTotp' })

const RecoveryCodes = z.object({ recovery_codes: Codes }).meta({ id: 'RecoveryCodes' })

const UserAgent = z
  .string()
  .meta({ examples: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0'] })

export const TrustedClients = z
  .object({
    trusted_clients: z.array(
      z
        .object({
          id: z.string().meta({ examples: ['0f1e2d3c4b5a69788796a5b4c3d2e1f0'] }),
          user_agent: UserAgent,
          place: z
            .string()
            .nullable()
            .meta({
              description: 'Roughly where it was trusted, if that is known.',
              examples: ['Lisbon, PT'],
            }),
          created_at: Time,
          last_used_at: Time,
          expires_at: Time,
        })
        .meta({ id: 'TrustedClient' }),
    ),
  })
  .meta({ id: 'TrustedClients' })

const OFF = 'Where `SECOND_FACTOR` is `off` it is 404.'
const PROOF = `Refuses with 403 unless the sign-in, or a proof at \`/account/sudo\`, was recent. ${OFF}`
const tag = 'Second factor'

const proofNeeded = answer(CodeNeeded, {
  example: {
    type: 'urn:gatehouse:problem:proof-needed',
    title: 'Prove first that it is you.',
    status: 403,
    methods: ['totp', 'recovery'],
  },
})
const problem = (status: number, kind: string, title: string) =>
  answer(Problem, { example: { type: `urn:gatehouse:problem:${kind}`, title, status } })
const CHANGE = { 403: proofNeeded, 404: Problem }
const LAST = problem(409, 'last-factor', 'A second factor is required here, and this is the last one.')
const NONE = problem(409, 'no-factor', 'There is no second factor.')
/** A wrong code is 401 too, and the header tells it from a lack of a credential. */
const WRONG_CODE = answer(Problem, { headers: ['X-OTP'] })

export const secondFactorOperations: Operations = {
  'GET /account/second-factor': {
    name: 'getSecondFactor',
    summary: 'Read your second factor',
    tag,
    does: 'Returns whether a sign-in of yours needs a code, and what you have for it. No secret and no code is in it.',
    refuses: OFF,
    costs: [],
    responses: { 200: SecondFactor, 404: Problem },
  },
  'PATCH /account/second-factor': {
    name: 'changeSecondFactor',
    summary: 'Change what a sign-in needs',
    tag,
    does: 'Says whether a sign-in without a code may be approved from an email, or with `required`, for who has passkeys and no app, whether the password needs a second step. When that begins there are recovery codes, shown this once, and all other sessions end.',
    refuses: `${PROOF} To require passkeys it takes a proof by one. Without a second factor it is 409.`,
    costs: [],
    example: { email_approval: true },
    responses: { 200: ChangedFactor, 409: NONE, ...CHANGE },
  },
  'POST /account/second-factor/totp': {
    name: 'beginTotp',
    summary: 'Begin with an authenticator app',
    tag,
    does: 'Makes a new secret for an authenticator app, as text, as a URL and as a QR code. It is not in use before its first code is confirmed; a newer one replaces it.',
    refuses: PROOF,
    costs: [],
    responses: { 201: NewTotp, ...CHANGE },
  },
  'POST /account/second-factor/totp/confirm': {
    name: 'confirmTotp',
    summary: 'Confirm an authenticator app',
    tag,
    does: 'Asks for codes of the new secret from now on, and returns ten recovery codes, this once. All other sessions end, and the owner is told by email.',
    refuses: `Refuses a code that is not of the new secret with 401. ${PROOF}`,
    costs: [],
    example: { code: '123456' },
    responses: { 200: RecoveryCodes, 401: WRONG_CODE, ...CHANGE },
  },
  'DELETE /account/second-factor/totp': {
    name: 'removeTotp',
    summary: 'Take your authenticator app away',
    tag,
    does: 'Asks for no more codes, and forgets the secret and the recovery codes. The owner is told by email.',
    refuses: `${PROOF} The last factor where one is required is 409.`,
    costs: [],
    responses: { 204: null, 409: LAST, ...CHANGE },
  },
  'POST /account/second-factor/recovery-codes': {
    name: 'renewRecoveryCodes',
    summary: 'Make new recovery codes',
    tag,
    does: 'Returns ten new recovery codes, this once. The old ones work no more.',
    refuses: `${PROOF} Without a second factor it is 409.`,
    costs: [],
    responses: { 200: RecoveryCodes, 409: NONE, ...CHANGE },
  },
  'POST /account/sudo': {
    name: 'prove',
    summary: 'Prove that it is you',
    tag,
    does: 'Counts as a recent sign-in for a time, by a code, a passkey or, without a second factor, by the password.',
    refuses: `Refuses a wrong or used code, and a passkey of somebody else, with 401, and a wrong password with 400. After too many tries it is 429. ${OFF}`,
    costs: ['proof by a passkey'],
    example: { otp: '123456' },
    responses: { 204: null, 401: WRONG_CODE, 409: NONE, ...CHANGE },
  },
  'GET /account/trusted-clients': {
    name: 'listTrustedClients',
    summary: 'List the clients that are not asked for a code',
    tag,
    does: 'Returns the clients that were trusted at a sign-in, and until when.',
    refuses: OFF,
    costs: [],
    responses: { 200: TrustedClients, 404: Problem },
  },
  'DELETE /account/trusted-clients': {
    name: 'endTrustedClients',
    summary: 'Trust no client any more',
    tag,
    does: 'Asks every client for a code again. Its sessions go on.',
    refuses: OFF,
    costs: [],
    responses: { 204: null, 404: Problem },
  },
  'DELETE /account/trusted-clients/{id}': {
    name: 'endTrustedClient',
    summary: 'Trust one client no more',
    tag,
    does: 'Asks one client for a code again. Its sessions go on.',
    refuses: `Answers 404 for an ID that is none of your clients. ${OFF}`,
    costs: [],
    responses: { 204: null, 404: Problem },
  },
}
