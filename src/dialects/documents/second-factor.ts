import * as z from 'zod'
import { Problem } from './account-refusals.ts'
import type { Operations } from './api.ts'
import { JwtText, Time, TokenText } from './texts.ts'

const SIGN_IN = 'eyJraWQiOiJtMSJ9.5wN2tG…'
const Codes = z.array(z.string()).meta({ description: 'Shown this once.', examples: [['7K3MQ-2WDT9']] })

export const SecondFactor = z
  .object({
    required: z.boolean().meta({ description: 'Whether a sign-in needs a code.' }),
    required_by: z.enum(['you', 'policy']).nullable(),
    totp: z.object({ added_at: Time }).nullable(),
    recovery_codes_left: z.int().meta({ examples: [10] }),
    email_approval: z.boolean().meta({ description: 'Whether a sign-in may be approved from an email.' }),
    deadline: Time.nullable().meta({ description: 'From when nobody signs in without a second factor.' }),
  })
  .meta({ id: 'SecondFactor' })

export const NewTotp = z.object({
  secret: z.string().meta({ description: 'In base 32.', examples: ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'] }),
  otpauth_url: z
    .string()
    .meta({ examples: ['otpauth://totp/Gatehouse:ada?secret=JBSWY3DPEHPK3PXP&issuer=Gatehouse'] }),
  qr_svg: z
    .string()
    .meta({ description: 'The same as a QR code, an SVG image.', examples: ['<svg …></svg>'] }),
  expires_at: Time.meta({ description: 'Until when it can be confirmed.' }),
})

const RecoveryCodes = z.object({ recovery_codes: Codes })

const UserAgent = z
  .string()
  .meta({ examples: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0'] })

export const TrustedClients = z.object({
  trusted_clients: z.array(
    z
      .object({
        id: z.string().meta({ examples: ['0f1e2d3c4b5a69788796a5b4c3d2e1f0'] }),
        user_agent: UserAgent,
        place: z
          .string()
          .nullable()
          .meta({ description: 'Roughly where it was trusted, if that is known.', examples: ['Lisbon, PT'] }),
        created_at: Time,
        last_used_at: Time,
        expires_at: Time,
      })
      .meta({ id: 'TrustedClient' }),
  ),
})

/** `account` is the shape of one's own account. */
export const signedInShape = <Account extends z.ZodType>(account: Account) =>
  z
    .object({
      as: z.enum(['token', 'jwt', 'express']),
      token: TokenText.optional(),
      access: JwtText.optional(),
      refresh: JwtText.optional(),
      expires_at: Time.meta({ description: 'When the session ends if it is not used again.' }),
      level: z.union([z.literal(1), z.literal(2)]).meta({ description: '2 if a second factor was used.' }),
      account,
    })
    .meta({ id: 'SignedIn' })

/** What is asked for where a code is missing. */
const CodeNeeded = Problem.extend({
  methods: z
    .array(z.string())
    .optional()
    .meta({ examples: [['totp', 'recovery']] }),
  sign_in: z
    .string()
    .optional()
    .meta({ description: 'What the sign-in goes on with.', examples: [SIGN_IN] }),
}).meta({ id: 'CodeNeeded' })

const CHANGE = { 403: CodeNeeded, 404: Problem }

export const secondFactorOperations = (SignedIn: z.ZodType): Operations => ({
  'POST /account/login': [
    'signIn',
    'Sign in for the credential of any API',
    { 200: SignedIn, 401: CodeNeeded, 403: Problem, 404: Problem },
  ],
  'POST /account/login/code': [
    'signInWithCode',
    'Go on with a sign-in, with a code',
    { 200: SignedIn, 401: Problem, 403: Problem, 404: Problem },
  ],
  'POST /account/login/approval': [
    'requestApproval',
    'Mail the owner to approve a sign-in',
    { 202: null, 401: CodeNeeded, 404: Problem },
  ],
  'GET /account/second-factor': [
    'getSecondFactor',
    'Your second factor',
    { 200: SecondFactor, 404: Problem },
  ],
  'PATCH /account/second-factor': [
    'changeSecondFactor',
    'Turn approval by email on or off',
    { 200: SecondFactor, 409: Problem, ...CHANGE },
  ],
  'POST /account/second-factor/totp': [
    'beginTotp',
    'A new secret for an authenticator app',
    { 201: NewTotp, ...CHANGE },
  ],
  'POST /account/second-factor/totp/confirm': [
    'confirmTotp',
    'Use the new secret from now on, with its first code',
    { 200: RecoveryCodes, ...CHANGE },
  ],
  'DELETE /account/second-factor/totp': [
    'removeTotp',
    'Take the authenticator app away',
    { 204: null, 409: Problem, ...CHANGE },
  ],
  'POST /account/second-factor/recovery-codes': [
    'renewRecoveryCodes',
    'Ten new recovery codes',
    { 200: RecoveryCodes, 409: Problem, ...CHANGE },
  ],
  'POST /account/sudo': [
    'prove',
    'Prove that it is you, by a code or, without a second factor, the password',
    { 204: null, 409: Problem, ...CHANGE },
  ],
  'GET /account/trusted-clients': [
    'listTrustedClients',
    'The clients that are not asked for a code',
    { 200: TrustedClients, 404: Problem },
  ],
  'DELETE /account/trusted-clients': [
    'endTrustedClients',
    'Trust no client any more',
    { 204: null, 404: Problem },
  ],
  'DELETE /account/trusted-clients/{id}': [
    'endTrustedClient',
    'Trust a client no more',
    { 204: null, 404: Problem },
  ],
})
