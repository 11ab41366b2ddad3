import type { Ports } from '../../ports/ports.ts'
import type { Challenged } from '../../ports/turnstile.ts'
import { Refusal } from '../refusal.ts'

/**
 * Refuses as `challenge_failed` whoever has not solved the challenge, where the settings want one (Turnstile). While
 * Cloudflare does not answer, nobody registers or asks for emails; people sign in as ever, and their tries are counted.
 */
export async function meetChallenge(ports: Ports, what: Challenged, token: string): Promise<void> {
  const { turnstile, clientInfo, random } = ports
  if (!turnstile.isOn(what)) return
  const verdict = await turnstile.verify(token, what, clientInfo.client, random.uuid())
  if (verdict === 'passed' || (verdict === 'unknown' && what === 'login')) return
  throw new Refusal('challenge_failed')
}
