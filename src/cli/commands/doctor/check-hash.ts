import { linkUp } from '../../../account/passwords/password-hash.ts'
import { LEAST_LINKS, readSettings } from '../../../ports/settings.ts'
import { type Finding, good } from './finding.ts'

const ITERATIONS = 100_000

const linksOf = (vars: Record<string, unknown>) => {
  try {
    return readSettings({ ...vars }).PASSWORD_HASH_LINKS
  } catch {
    return LEAST_LINKS
  }
}

/** How long one hash takes here. The Worker makes the same calls, in workerd. */
export const checkHash = async (vars: Record<string, unknown>): Promise<Finding> => {
  const links = linksOf(vars)
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const started = performance.now()
  await linkUp({ hash: 'SHA-256', iterations: ITERATIONS, links, salt }, 'a password')
  const ms = Math.round(performance.now() - started)
  return good('Hash', `${links} links in ${ms} ms, in Node's WebCrypto on this machine`)
}
