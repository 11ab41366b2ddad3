import { Refused } from '../refused.ts'
import type { Wrangler } from './run-wrangler.ts'
import { errorIn, jsonIn } from './wrangler-output.ts'

/**
 * The names of the secrets of the deployed Worker, none when there is no Worker. Throws Refused when Cloudflare does
 * not list them: a Worker taken for one without secrets would get new keys, and every password would be lost.
 */
export const deployedSecrets = async (wrangler: Wrangler): Promise<string[]> => {
  const output = await wrangler(['secret', 'list', '--format=json'])
  const names = jsonIn(output.stdout)
  if (output.code === 0 && Array.isArray(names)) return names.map(({ name }: { name: string }) => name)
  if (/Worker ".*" not found/.test(output.stderr)) return []
  throw new Refused(`The secrets of the Worker cannot be listed: ${errorIn(output)}`)
}
