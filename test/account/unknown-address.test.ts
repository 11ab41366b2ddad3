import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { resendActivation } from '../../src/account/links/activation.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { openPorts, type Ports } from '../../src/ports/ports.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { disable, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)

/** What somebody's asking costs until the answer. What comes after it is waited for, and not counted. */
async function costBeforeTheAnswer(ask: (ports: Ports) => Promise<void>) {
  const works: Promise<unknown>[] = []
  const settings = settingsFor({ ...bindings, SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
  const ports = openPorts(settings, (work) => works.push(work), {
    clock: gatehouse.clock,
    mail: gatehouse.mail,
  })
  const cost = await costOf(() => ask(ports))
  while (works.length > 0) await works.shift()
  return cost
}
const COST = { links: 0, roundTrips: 1, statements: 1, kv: 0, r2: 0 }

describe('whoever asks for a link (ENU-05, ENU-10)', () => {
  const asked = [
    ['a password, as djoser', { purpose: 'reset' }],
    ['a password, as django-rest-passwordreset', { purpose: 'reset', byKey: true }],
    ['a name', { purpose: 'username' }],
  ] as const

  it.each(asked)('for %s causes the same work for a known address and an unknown one', async (_, wish) => {
    const ada = await signUp(gatehouse)
    const off = await signUp(gatehouse)
    await disable(off)
    for (const address of [ada.email, 'nobody@example.com', off.email, 'nonsense'])
      expect(await costBeforeTheAnswer((ports) => requestLink(ports, { ...wish, address })), address).toEqual(
        COST,
      )
  })

  it.each(asked)('for %s leaves nothing behind for an unknown address', async (_, wish) => {
    const off = await signUp(gatehouse)
    await disable(off)
    const before = await everything()
    const emails = [...(await gatehouse.emails())]
    for (const address of ['nobody@example.com', off.email, 'nonsense', '']) {
      expect(await requestLink(gatehouse.ports, { ...wish, address })).toBeUndefined()
      expect(await gatehouse.emails(), address).toEqual(emails)
      expect(await everything(), address).toEqual(before)
    }
  })
})

describe('whoever asks for another activation link', () => {
  it('causes the same work whether somebody waits for it or not', async () => {
    const ada = await signUp(gatehouse)
    await env.DB.prepare('update accounts set is_active = 0, awaits_activation = 1 where id = ?')
      .bind(ada.id)
      .run()
    const bob = await signUp(gatehouse)
    for (const address of [ada.email, bob.email, 'nobody@example.com'])
      expect(await costBeforeTheAnswer((ports) => resendActivation(ports, address)), address).toEqual(COST)
  })
})
