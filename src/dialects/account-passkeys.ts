import * as z from 'zod/mini'
import { listPasskeys, removePasskey, renamePasskey } from '../account/passkeys/own-passkeys.ts'
import { addPasskey, registrationOptions } from '../account/passkeys/registration.ts'
import { signInOptions, signInWithPasskey } from '../account/passkeys/sign-in.ts'
import type { Passkey } from '../ports/schema.ts'
import { As, SignIn, tellSignedIn } from './account-login.ts'
import { accountVoice } from './account-voice.ts'
import { publicEndpoint, signedIn } from './authorization.ts'
import { refuseOtherSites } from './cookies.ts'
import { dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { NewPasskey, PasskeyItem, PasskeyList } from './documents/passkeys.ts'
import { offered } from './offered.ts'
import { MadePasskey, PasskeyName, UsedPasskey } from './passkey-forms.ts'
import { timeOf } from './time-of.ts'

/** An id has 16 to 1,023 bytes. */
const PASSKEY = '/passkeys/:id{[\\w-]{22,1364}}'

const Registration = fields({ credential: MadePasskey, name: z.optional(PasskeyName) })
const Naming = fields({ name: PasskeyName })
const SigningIn = fields({ credential: UsedPasskey, as: As, sign_in: z.optional(SignIn) })

const presentPasskey = ({
  id,
  name,
  backedUp,
  createdAt,
  lastUsedAt,
}: Passkey): z.infer<typeof PasskeyItem> => ({
  id,
  name,
  backed_up: backedUp,
  created_at: timeOf(createdAt),
  last_used_at: lastUsedAt === null ? null : timeOf(lastUsedAt),
})

/** The passkeys of the caller's own account, and the sign-in with one. */
export const accountPasskeys = dialect(accountVoice)
  .get('/passkeys', offered, signedIn, async (c) => {
    const { rows, rpId, userHandle } = await listPasskeys(c.env, c.var.me)
    const answer: z.infer<typeof PasskeyList> = {
      passkeys: rows.map(presentPasskey),
      rp_id: rpId,
      user_id: userHandle,
    }
    return c.json(answer)
  })
  .post('/passkeys', offered, signedIn, body(Registration), async (c) => {
    const { credential, name } = c.req.valid('json')
    const { passkey, recoveryCodes } = await addPasskey(c.env, c.var.me, credential, name)
    const answer: z.infer<typeof NewPasskey> = {
      ...presentPasskey(passkey),
      ...(recoveryCodes && { recovery_codes: recoveryCodes }),
    }
    return c.json(answer, 201)
  })
  .post('/passkeys/options', offered, signedIn, async (c) =>
    c.json(await registrationOptions(c.env, c.var.me)),
  )
  .patch(PASSKEY, offered, signedIn, body(Naming), async (c) => {
    const { id } = c.req.param()
    return c.json(presentPasskey(await renamePasskey(c.env, c.var.me, id, c.req.valid('json').name)))
  })
  .delete(PASSKEY, offered, signedIn, async (c) => {
    await removePasskey(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
  .post('/login/passkey/options', offered, publicEndpoint, async (c) => c.json(await signInOptions(c.env)))
  .post('/login/passkey', offered, publicEndpoint, body(SigningIn), async (c) => {
    // It may be for the cookies of the Express API.
    refuseOtherSites(c)
    const { credential, as = 'token', signIn } = c.req.valid('json')
    return tellSignedIn(c, await signInWithPasskey(c.env, credential, { as, signIn }))
  })
