import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { resendActivation } from '../../src/account/activation.ts'
import {
  passwordResetKeyLetter,
  passwordResetLetter,
  usernameResetLetter,
} from '../../src/account/letters.ts'
import { askForLink } from '../../src/account/password-reset.ts'
import { openPorts } from '../../src/ports/ports.ts'
import { countedBindings } from '../support/counters.ts'
import { openHouse, settingsFor } from '../support/house.ts'
import { disable, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const house = openHouse(bindings)

/** Ports whose letters are never delivered, so that a count ends where the answer does. */
function portsBeforeTheMail() {
  const never = new Promise<void>(() => {})
  const mail = { send: () => never, keepsSent: false }
  return openPorts(settingsFor({ ...bindings, SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>), () => {}, {
    clock: house.clock,
    mail,
  })
}
const COST = { links: 0, roundTrips: 2, statements: 4, kv: 0, r2: 0 }

describe('whoever asks for a link (ENU-05, ENU-10)', () => {
  const asked = [
    ['a password, as djoser', 'reset', passwordResetLetter],
    ['a password, as django-rest-passwordreset', 'reset', passwordResetKeyLetter],
    ['a name', 'username', usernameResetLetter],
  ] as const

  it.each(asked)(
    'for %s causes the same work for a known address and an unknown one',
    async (_, purpose, write) => {
      const ada = await signUp(house)
      const off = await signUp(house)
      await disable(off)
      for (const address of [ada.email, 'nobody@example.com', off.email, 'nonsense'])
        expect(
          await costOf(() => askForLink(portsBeforeTheMail(), purpose, address, write)),
          address,
        ).toEqual(COST)
    },
  )

  it.each(asked)('for %s leaves nothing behind for an unknown address', async (_, purpose, write) => {
    const off = await signUp(house)
    await disable(off)
    const before = await everything()
    const letters = [...(await house.letters())]
    for (const address of ['nobody@example.com', off.email, 'nonsense', '']) {
      expect(await askForLink(house.ports, purpose, address, write)).toBeUndefined()
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
      expect(await costOf(() => resendActivation(portsBeforeTheMail(), address)), address).toEqual(COST)
  })
})
