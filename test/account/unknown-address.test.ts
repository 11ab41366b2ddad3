import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { resendActivation } from '../../src/account/activation.ts'
import { askForLink } from '../../src/account/asked-links.ts'
import { openPorts, type Ports } from '../../src/ports/ports.ts'
import { countedBindings } from '../support/counters.ts'
import { openHouse, settingsFor } from '../support/house.ts'
import { disable, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const house = openHouse(bindings)

/** What somebody's asking costs until the answer. What comes after it is waited for, and not counted. */
async function costBeforeTheAnswer(ask: (ports: Ports) => Promise<void>) {
  const works: Promise<unknown>[] = []
  const settings = settingsFor({ ...bindings, SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
  const ports = openPorts(settings, (work) => works.push(work), { clock: house.clock, mail: house.mail })
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
    const ada = await signUp(house)
    const off = await signUp(house)
    await disable(off)
    for (const address of [ada.email, 'nobody@example.com', off.email, 'nonsense'])
      expect(await costBeforeTheAnswer((ports) => askForLink(ports, { ...wish, address })), address).toEqual(
        COST,
      )
  })

  it.each(asked)('for %s leaves nothing behind for an unknown address', async (_, wish) => {
    const off = await signUp(house)
    await disable(off)
    const before = await everything()
    const letters = [...(await house.letters())]
    for (const address of ['nobody@example.com', off.email, 'nonsense', '']) {
      expect(await askForLink(house.ports, { ...wish, address })).toBeUndefined()
      expect(await house.letters(), address).toEqual(letters)
      expect(await everything(), address).toEqual(before)
    }
  })
})

describe('whoever asks for another activation link', () => {
  it('causes the same work whether somebody waits for it or not', async () => {
    const ada = await signUp(house)
    await env.DB.prepare('update accounts set is_active = 0, awaits_activation = 1 where id = ?')
      .bind(ada.id)
      .run()
    const bob = await signUp(house)
    for (const address of [ada.email, bob.email, 'nobody@example.com'])
      expect(await costBeforeTheAnswer((ports) => resendActivation(ports, address)), address).toEqual(COST)
  })
})
