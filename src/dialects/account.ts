import type { Context } from 'hono'
import * as z from 'zod/mini'
import { recoverAccount } from '../account/links/account-recovery.ts'
import { resendVerification, verifyEmail } from '../account/links/email-verification.ts'
import { shownName } from '../account/names/shown-name.ts'
import type { Proof } from '../account/one-time-tokens/one-time-link.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { Refusal } from '../account/refusal.ts'
import { authenticate } from '../account/sessions/session.ts'
import { described } from '../account/shapes.ts'
import { Email, Opaque } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { accountVoice } from './account-voice.ts'
import { publicEndpoint, readHeader, signedIn } from './authorization.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { body, fields, personBody } from './django-request.ts'
import type { OwnAccount } from './documents/account.ts'
import { fieldsOfAccount, personForm } from './person.ts'
import { timeOf } from './time-of.ts'

const emailCode = {
  uid: described(z.optional(Opaque), { description: 'What the link has for `{uid}`, if it has it.' }),
  token: described(z.optional(Opaque), { description: 'What the link has for `{token}`.' }),
  code: described(z.optional(Opaque), {
    description: 'The code in the email, instead of a link.',
    examples: ['7K3MQ2WD'],
  }),
}
const address = (description: string) =>
  described(z.optional(Email), { description, examples: ['ada@example.com'] })

const Verification = fields({
  ...emailCode,
  email: address('The address that the email with the code came to. Who is signed in may leave it out.'),
})
const Notice = fields({ ...emailCode, email: address('The address that the email with the code came to.') })

/** What owners change here, with the fields that they may write. */
const CHANGE = {
  first_name: { declared: true },
  last_name: { declared: true },
  language: described(z.optional(z.nullable(Opaque)), {
    description:
      'The language of your emails, one that this deployment has. Null: what your client prefers when it asks for one.',
    examples: ['de'],
  }),
}

/** An account as its owner sees it. */
export const presentAccount = (config: Config, account: Account): z.infer<typeof OwnAccount> => ({
  id: account.id,
  username: shownName(account),
  email: account.email,
  email_verified_at: account.emailVerifiedAt === null ? null : timeOf(account.emailVerifiedAt),
  pending_email: account.pendingEmail,
  created_at: timeOf(account.createdAt),
  // Where there is a choice.
  ...(config.emails.prefer && { language: account.language }),
  ...fieldsOfAccount(config, account),
})

/** Beyond the seeds: what a person may see and do about their own account (decision 28). */
export const account = (config: Config) =>
  dialect(accountVoice)
    .get('/', signedIn, (c) => c.json(presentAccount(config, c.var.me.account)))
    .patch(
      '/',
      signedIn,
      personBody(personForm(CHANGE, { config, api: 'account', kind: 'PATCH' })),
      async (c) => c.json(presentAccount(config, await changeProfile(c.env, c.var.me, c.req.valid('json')))),
    )
    .post('/email/verify', publicEndpoint, body(Verification), async (c) => {
      await verifyEmail(c.env, await readProof(c, c.req.valid('json')))
      return c.body(null, 204)
    })
    .post('/email/resend', signedIn, async (c) => {
      await resendVerification(c.env, c.var.me)
      return c.body(null, 204)
    })
    .post('/not-me', publicEndpoint, body(Notice), async (c) => {
      await recoverAccount(c.env, proofOf(c.req.valid('json')))
      return c.body(null, 204)
    })
    .delete('/avatar', signedIn, async (c) => {
      await changeProfile(c.env, c.var.me, { avatar: null })
      return c.body(null, 204)
    })
    .delete('/cover', signedIn, async (c) => {
      await changeProfile(c.env, c.var.me, { cover: null })
      return c.body(null, 204)
    })

/** Only a code without the address that it went to needs a login: it is for one's own. */
async function readProof(c: Context<AppEnv>, sent: z.output<typeof Verification>): Promise<Proof> {
  const { token, code, email } = sent
  if (token !== undefined || email !== undefined || code === undefined) return proofOf(sent)
  const { account } = await authenticate(c.env, readHeader(c.req.header('authorization')))
  return { email: account.pendingEmail ?? account.email, code }
}

function proofOf({ uid, token, email, code }: z.output<typeof Notice>): Proof {
  if (token !== undefined) return { uid, token }
  if (email === undefined) throw Refusal.of('email', 'missing')
  if (code === undefined) throw Refusal.of('code', 'missing')
  return { email, code }
}
