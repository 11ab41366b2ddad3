import * as z from 'zod'
import { answer, type Operations } from './api.ts'
import { Detail } from './django-refusals.ts'

/** What a sign-in in two steps answers, where a code is needed. */
const Ephemeral = z
  .object({
    ephemeral_token: z.string().meta({ examples: ['eyJraWQiOiJtMSJ9.5wN2tG…'] }),
    method: z.string().meta({ examples: ['app'] }),
  })
  .meta({ id: 'SecondStep' })
const TrenchError = z.object({ error: z.string() }).meta({ id: 'TrenchError' })
const BackupCodes = z
  .object({ backup_codes: z.array(z.string()).meta({ examples: [['7K3MQ-2WDT9']] }) })
  .meta({ id: 'BackupCodes' })
const Config = z
  .object({
    methods: z.array(z.string()).meta({ examples: [['app']] }),
    confirm_disable_with_code: z.boolean().meta({ examples: [true] }),
    confirm_regeneration_with_code: z.boolean().meta({ examples: [true] }),
    allow_backup_codes_regeneration: z.boolean().meta({ examples: [true] }),
  })
  .meta({ id: 'MfaConfig' })
const Methods = z
  .array(z.object({ name: z.string(), is_primary: z.boolean() }).meta({ id: 'MfaMethod' }))
  .meta({ id: 'MfaMethods', examples: [[{ name: 'app', is_primary: true }]] })
const Details = z
  .object({
    details: z
      .string()
      .meta({ examples: ['otpauth://totp/Gatehouse:ada?secret=JBSWY3DPEHPK3PXP&issuer=Gatehouse'] }),
  })
  .meta({ id: 'AppActivation' })
const Refused = z
  .union([z.record(z.string(), z.array(z.string())), Detail, TrenchError])
  .meta({ id: 'TrenchRefusal' })

const tag = 'Second factor'
const ABSENT = { 404: Detail }
const wrongLogin = answer(Refused, {
  example: { error: 'Unable to login with provided credentials.' },
  headers: ['X-OTP'],
})
const wrongCode = (headers: boolean) =>
  answer(TrenchError, {
    example: { error: 'Invalid or expired code.' },
    ...(headers && { headers: ['X-OTP'] }),
  })
const OWN = {
  400: answer(Refused, { example: { code: ['Code invalid or expired.'] }, headers: ['X-OTP'] }),
  403: answer(TrenchError, { example: { error: 'Sign in again to do this.' } }),
  ...ABSENT,
}
const OFF = 'Where `SECOND_FACTOR` is `off` it is 404.'
const PROOF = `Refuses with 403 unless the sign-in, or a proof at \`/account/sudo\`, was recent. ${OFF}`

const firstStep = {
  tag,
  does: 'Logs in for JWTs as django-trench does: where a code is needed, the answer is what the second step goes on with.',
  refuses: `Refuses a wrong name or password with 400. After too many tries it is 429. ${OFF}`,
  costs: [],
} as const
const secondStep = {
  tag,
  refuses: `Refuses a wrong or used code, and a first step that has ended, with 401. After too many tries it is 429. ${OFF}`,
  costs: [],
  example: { ephemeral_token: 'eyJraWQiOiJtMSJ9.5wN2tG…', code: '123456' },
} as const

/** The endpoints of django-trench. */
export const trenchOperations = (TokenPair: z.ZodType, Token: z.ZodType): Operations => {
  const Step = z.union([TokenPair, Ephemeral]).meta({ id: 'TokenPairOrStep' })
  const begun = { 200: Step, 400: wrongLogin, ...ABSENT }
  const finished = (shape: z.ZodType) => ({ 200: shape, 401: wrongCode(true), ...ABSENT })
  return {
    'POST /auth/login/': {
      ...firstStep,
      name: 'signInInSteps',
      summary: 'Log in for JWTs, in two steps',
      responses: begun,
    },
    'POST /auth/login/code/': {
      ...secondStep,
      name: 'finishSignIn',
      summary: 'Finish a login in two steps',
      does: 'Goes on with a login by a code of the app or a backup code, and returns the JWTs of the session.',
      responses: finished(TokenPair),
    },
    'POST /auth/jwt/login/': {
      ...firstStep,
      name: 'signInForJwtInSteps',
      summary: 'Log in for JWTs, in two steps, below jwt/',
      responses: begun,
    },
    'POST /auth/jwt/login/code/': {
      ...secondStep,
      name: 'finishSignInForJwt',
      summary: 'Finish a login in two steps, below jwt/',
      does: 'Goes on with a login by a code of the app or a backup code, and returns the JWTs of the session.',
      responses: finished(TokenPair),
    },
    'POST /auth/token/login/code/': {
      ...secondStep,
      name: 'finishSignInForToken',
      summary: 'Finish a login in two steps, for a token',
      does: 'Goes on with a login by a code of the app or a backup code, and returns the token of the session.',
      responses: finished(Token),
    },
    'GET /auth/mfa/config/': {
      name: 'getMfaConfig',
      summary: 'List the second factors that there are',
      tag,
      does: 'Returns what clients of django-trench ask for first. The one method is `app`.',
      refuses: OFF,
      costs: [],
      responses: { 200: Config, ...ABSENT },
    },
    'GET /auth/mfa/user-active-methods/': {
      name: 'listMfaMethods',
      summary: 'List your second factors',
      tag,
      does: 'Returns the methods that your account is asked for: none, or `app`.',
      refuses: OFF,
      costs: [],
      responses: { 200: Methods, ...ABSENT },
    },
    'POST /auth/app/activate/': {
      name: 'activateApp',
      summary: 'Begin with an authenticator app',
      tag,
      does: 'Makes a new secret for an authenticator app, as an `otpauth:` URL. It is not in use before its first code is confirmed.',
      refuses: `${PROOF} Where the app is in use already it is 400.`,
      costs: [],
      responses: {
        200: Details,
        ...OWN,
        400: answer(Refused, { example: { error: 'MFA method already active.' } }),
      },
    },
    'POST /auth/app/activate/confirm/': {
      name: 'confirmApp',
      summary: 'Confirm an authenticator app',
      tag,
      does: 'Asks for codes of the new secret from now on, and returns ten backup codes, this once. All other sessions end.',
      refuses: `Refuses a code that is not of the new secret. ${PROOF}`,
      costs: [],
      example: { code: '123456' },
      responses: { 200: BackupCodes, ...OWN },
    },
    'POST /auth/app/deactivate/': {
      name: 'deactivateApp',
      summary: 'Take your authenticator app away',
      tag,
      does: 'Asks for no more codes, and forgets the secret and the backup codes.',
      refuses: `Refuses a wrong or used code, and the last factor where one is required with 409. ${OFF}`,
      costs: [],
      example: { code: '123456' },
      responses: {
        204: null,
        409: answer(TrenchError, { example: { error: 'A second factor is required here.' } }),
        ...OWN,
      },
    },
    'POST /auth/app/codes/regenerate/': {
      name: 'regenerateBackupCodes',
      summary: 'Make new backup codes',
      tag,
      does: 'Returns ten new backup codes, this once. The old ones work no more.',
      refuses: `Refuses a wrong or used code. ${OFF}`,
      costs: [],
      example: { code: '123456' },
      responses: { 200: BackupCodes, ...OWN },
    },
    'POST /auth/code/request/': null,
    'POST /auth/mfa/change-primary-method/': null,
    'POST /auth/{method}/activate/': null,
  }
}
