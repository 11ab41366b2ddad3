import type { Context } from 'hono'
import * as z from 'zod/mini'
import { proveByPasskey } from '../account/passkeys/own-passkeys.ts'
import { setRequired } from '../account/passkeys/require-passkey.ts'
import { Refusal } from '../account/refusal.ts'
import {
  beginTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  setEmailApproval,
  viewFactor,
} from '../account/second-factor/enrolment.ts'
import { prove } from '../account/second-factor/proof.ts'
import {
  endTrustedClient,
  endTrustedClients,
  listTrustedClients,
} from '../account/second-factor/trusted-clients.ts'
import { described } from '../account/shapes.ts'
import { Password } from '../account/words.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn } from './authorization.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { ChangedFactor, NewTotp, SecondFactor, TrustedClients } from './documents/second-factor.ts'
import { SentCode } from './login-form.ts'
import { offered } from './offered.ts'
import { UsedPasskey } from './passkey-forms.ts'
import { timeOf } from './time-of.ts'

const CLIENT = '/trusted-clients/:id{[0-9a-f-]{32,36}}'

const Confirmation = fields({ code: SentCode })
const Change = fields({
  email_approval: described(z.optional(z.boolean('malformed')), {
    description: 'Whether a sign-in without a code may be approved from an email.',
    examples: [true],
  }),
  required: described(z.optional(z.boolean('malformed')), {
    description:
      'Whether a sign-in with the password needs a passkey or a recovery code, for who has no app.',
    examples: [true],
  }),
})
const Proof = fields({ password: z.optional(Password), otp: SentCode, credential: z.optional(UsedPasskey) })

const orNull = (time: number | null) => (time === null ? null : timeOf(time))

async function presentFactor(c: Context<AppEnv>): Promise<z.infer<typeof SecondFactor>> {
  const factor = await viewFactor(c.env, c.var.me)
  return {
    required: factor.isRequired,
    required_by: factor.requiredBy,
    totp: factor.totpAddedAt === null ? null : { added_at: timeOf(factor.totpAddedAt) },
    passkeys: factor.passkeys,
    recovery_codes_left: factor.codesLeft,
    email_approval: factor.emailApproval,
    deadline: orNull(factor.deadline),
  }
}

/** The second factor of the caller's own account, and the clients that are not asked for it. */
export const accountFactor = dialect(accountVoice)
  .get('/second-factor', offered, signedIn, async (c) => c.json(await presentFactor(c)))
  .patch('/second-factor', offered, signedIn, body(Change), async (c) => {
    const { emailApproval, required } = c.req.valid('json')
    if (emailApproval === undefined && required === undefined) throw new Refusal('unchanged')
    // A change is made whole or not at all.
    if (emailApproval !== undefined && required !== undefined) throw Refusal.of('required', 'malformed')
    const codes = required === undefined ? [] : await setRequired(c.env, c.var.me, required)
    if (emailApproval !== undefined) await setEmailApproval(c.env, c.var.me, emailApproval)
    const answer: z.infer<typeof ChangedFactor> = {
      ...(await presentFactor(c)),
      ...(codes.length > 0 && { recovery_codes: codes }),
    }
    return c.json(answer)
  })
  .post('/second-factor/totp', offered, signedIn, async (c) => {
    const { secret, url, expiresAt } = await beginTotp(c.env, c.var.me)
    // Loaded when it is needed: nobody else pays for it.
    const { qrSvg } = await import('./qr-svg.ts')
    const answer: z.infer<typeof NewTotp> = {
      secret,
      otpauth_url: url,
      qr_svg: qrSvg(url),
      expires_at: timeOf(expiresAt),
    }
    return c.json(answer, 201)
  })
  .post('/second-factor/totp/confirm', offered, signedIn, body(Confirmation), async (c) =>
    c.json({ recovery_codes: await confirmTotp(c.env, c.var.me, c.var.fields?.code) }),
  )
  .delete('/second-factor/totp', offered, signedIn, async (c) => {
    await removeTotp(c.env, c.var.me)
    return c.body(null, 204)
  })
  .post('/second-factor/recovery-codes', offered, signedIn, async (c) =>
    c.json({ recovery_codes: await renewRecoveryCodes(c.env, c.var.me) }),
  )
  .post('/sudo', offered, signedIn, body(Proof), async (c) => {
    const { credential, password } = c.req.valid('json')
    if (credential) await proveByPasskey(c.env, c.var.me, credential)
    else await prove(c.env, c.var.me, { otp: c.var.fields?.otp, password })
    return c.body(null, 204)
  })
  .get('/trusted-clients', offered, signedIn, async (c) => {
    const clients = await listTrustedClients(c.env, c.var.me)
    const answer: z.infer<typeof TrustedClients> = {
      trusted_clients: clients.map(({ id, userAgent, location, createdAt, lastUsedAt, expiresAt }) => ({
        id,
        user_agent: userAgent,
        place: location,
        created_at: timeOf(createdAt),
        last_used_at: timeOf(lastUsedAt),
        expires_at: timeOf(expiresAt),
      })),
    }
    return c.json(answer)
  })
  .delete('/trusted-clients', offered, signedIn, async (c) => {
    await endTrustedClients(c.env, c.var.me)
    return c.body(null, 204)
  })
  .delete(CLIENT, offered, signedIn, async (c) => {
    await endTrustedClient(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
