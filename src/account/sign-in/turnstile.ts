import type { Ports } from '../../ports/ports.ts'
import type { Challenged } from '../../ports/turnstile.ts'
import { Refusal } from '../refusal.ts'

/**
 * Refuses as `challenge_failed` if the settings ask for a challenge (Turnstile) and it was not solved. While Turnstile
 * does not answer, registrations and requests for emails are refused; sign-ins are not, because the login throttle
 * limits them.
 */
export async function meetChallenge(
  ports: Pick<Ports, 'turnstile' | 'clientInfo' | 'random'>,
  what: Challenged,
  token: string,
): Promise<void> {
  const { turnstile, clientInfo, random } = ports
  if (!turnstile.isOn(what)) return
  const verdict = await turnstile.verify(token, what, clientInfo.client, random.uuid())
  if (verdict === 'passed' || (verdict === 'unknown' && what === 'login')) return
  throw new Refusal('challenge_failed')
}
