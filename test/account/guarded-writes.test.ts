import { describe, expect, it } from 'vitest'
import type { Me } from '../../src/account/me.ts'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import {
  changeProfile,
  changeProfileForActivation,
  removeAccount,
  removeAccountWithPassword,
} from '../../src/account/profile/profile.ts'
import { changeUsername } from '../../src/account/profile/username.ts'
import { authenticate, endSession, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import type { Ports } from '../../src/ports/ports.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { gif, gifControl, gifFrame } from './image/samples.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'
const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })

const writes: [string, (ports: Ports, me: Me) => Promise<unknown>][] = [
  ['a new name', (ports, me) => changeProfile(ports, me, { firstName: 'Eve' })],
  ['a new address', (ports, me) => changeProfile(ports, me, { email: `x-${me.account.email}` })],
  ['a new picture', (ports, me) => changeProfile(ports, me, { avatar: picture(2) })],
  [
    'a new username',
    (ports, me) =>
      changeUsername(ports, me, { newUsername: `x-${me.account.username}`, currentPassword: PASSWORD }),
  ],
  [
    'a new password',
    (ports, me) => changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT }),
  ],
  ['the end of the account', removeAccount],
  ['the end of all other sessions', endOtherSessions],
]

const ends: [string, (ada: SignedUp, me: Me) => Promise<unknown>][] = [
  ['signs out', (_, me) => endSession(ports, me.session, 'sign_out')],
  ['is ended from elsewhere', async ({ token }) => endOtherSessions(ports, await authenticate(ports, token))],
  ['is disabled', disable],
]

describe('a write that was let in before its session ended, and comes after (REV-14)', () => {
  const cases = writes.flatMap(([what, write]) => ends.map(([how, end]) => [what, how, write, end] as const))

  it.each(cases)(
    '%s: is refused when whoever asks %s, and nothing is changed',
    async (_what, _how, write, end) => {
      const ada = await signUp(gatehouse)
      const { token } = await logInForToken(ports, ada, PASSWORD)
      await changeProfile(ports, await authenticate(ports, ada.token), { avatar: picture(1) })
      const me = await authenticate(ports, token)
      await gatehouse.settled()
      const { pictures, tables } = await everything()
      const { discarded_pictures = [] } = tables
      const { ports: slow, reached, open } = heldBack(ports)
      const writing = expect(write(slow, me)).rejects.toMatchObject({ name: 'Refusal' })
      await reached
      await end(ada, me)
      await gatehouse.settled()
      const now = await everything()
      const before = { ...now, tables: { ...now.tables, discarded_pictures }, pictures }
      open()
      await writing
      await gatehouse.settled()
      expect(await everything()).toEqual(before)
    },
  )

  it.each([
    [
      'a change',
      (ports: Ports, me: Me, them: Me) => changeProfileForActivation(ports, me, them.account, NAME),
    ],
    [
      'a deletion',
      (ports: Ports, me: Me, them: Me) => removeAccountWithPassword(ports, me, them.account.id, PASSWORD),
    ],
  ])('%s by staff, who has signed out: leaves the account as it is', async (_, write) => {
    const [boss, ada] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const [me, them] = [await authenticate(ports, boss.token), await authenticate(ports, ada.token)]
    const { ports: slow, reached, open } = heldBack(ports)
    const writing = expect(write(slow, me, them)).rejects.toMatchObject({ reason: 'token_invalid' })
    await reached
    await endSession(ports, me.session, 'sign_out')
    const before = await everything()
    open()
    await writing
    expect(await everything()).toEqual(before)
  })

  it('is done when another session of the account ends', async () => {
    const ada = await signUp(gatehouse)
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const { ports: slow, reached, open } = heldBack(ports)
    const writing = changeProfile(slow, await authenticate(ports, token), NAME)
    await reached
    await logOut(ports, ada.token)
    open()
    await expect(writing).resolves.toMatchObject(NAME)
  })

  it('is done when its own session changes the password', async () => {
    const ada = await signUp(gatehouse)
    const me = await authenticate(ports, ada.token)
    const { ports: slow, reached, open } = heldBack(ports)
    const writing = changeProfile(slow, me, NAME)
    await reached
    await changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    open()
    await expect(writing).resolves.toMatchObject(NAME)
  })
})

const NAME = { firstName: 'Augusta' }
