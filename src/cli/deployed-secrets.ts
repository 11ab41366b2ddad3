import { type AskWrangler, complaintOf, jsonIn } from './ask-wrangler.ts'
import { Refused } from './refused.ts'

/**
 * The names of the secrets that the deployed Worker has; a Worker that is not there has none. Throws Refused when
 * Cloudflare does not tell: taken for a Worker without secrets, it would get new keys, and every password be lost.
 */
export const deployedSecrets = async (ask: AskWrangler): Promise<string[]> => {
  const heard = await ask('secret', 'list', '--format=json')
  const names = jsonIn(heard.stdout)
  if (heard.code === 0 && Array.isArray(names)) return names.map(({ name }: { name: string }) => name)
  if (/Worker ".*" not found/.test(heard.stderr)) return []
  throw new Refused(`The secrets of the Worker cannot be listed: ${complaintOf(heard)}`)
}
