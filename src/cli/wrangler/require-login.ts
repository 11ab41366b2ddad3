import { Refused } from '../refused.ts'
import type { Wrangler } from './run-wrangler.ts'
import { errorIn, jsonIn } from './wrangler-output.ts'

/** Throws Refused, with what to type, unless wrangler is logged in to Cloudflare. */
export const requireLogin = async (wrangler: Wrangler): Promise<void> => {
  const output = await wrangler(['whoami', '--json'])
  const { loggedIn } = Object(jsonIn(output.stdout))
  if (loggedIn === true) return
  throw new Refused(
    loggedIn === false
      ? 'You are not logged in to Cloudflare. Type npx wrangler login, or set CLOUDFLARE_API_TOKEN'
      : `Cloudflare cannot be reached: ${errorIn(output)}`,
  )
}
