import { type AskWrangler, complaintOf, jsonIn } from './ask-wrangler.ts'
import { Refused } from './refused.ts'

/** Throws Refused, with what to type, unless wrangler may speak to Cloudflare for somebody. */
export const needLogin = async (ask: AskWrangler): Promise<void> => {
  const heard = await ask('whoami', '--json')
  const { loggedIn } = Object(jsonIn(heard.stdout))
  if (loggedIn === true) return
  throw new Refused(
    loggedIn === false
      ? 'Nobody is logged in at Cloudflare. Type npx wrangler login, or set CLOUDFLARE_API_TOKEN'
      : `Cloudflare cannot be asked: ${complaintOf(heard)}`,
  )
}
