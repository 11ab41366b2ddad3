import type { Context } from 'hono'
import { passPasskey } from '../../account/passkeys/sign-in.ts'
import { endAtPage } from '../../account/sign-in/hosted-sign-in.ts'
import { refuseOtherSites } from '../cookies.ts'
import type { AppEnv } from '../dialect.ts'
import { answer, leave } from './sign-in-page.ts'
import { readRequest } from './sign-in-request.ts'
import { readTyped } from './typed.ts'
import { typedUse } from './typed-passkey.ts'

/** Signs in with a passkey, or goes on with a sign-in by one. */
export async function usePasskey(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const asked = readRequest(c.env.settings, typed)
  try {
    const { account, opening } = await passPasskey(c.env, typedUse(typed), typed.sign_in || undefined)
    return await leave(c, asked, await endAtPage(c.env, account, opening, asked))
  } catch (error) {
    return answer(c, asked, error, typed)
  }
}
