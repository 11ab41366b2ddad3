import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { addPasskey, type Keyed, passkeysOf, REFUSED, signInWith } from '../support/passkeys.ts'
import { makeStaff, proveAddress, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

/* Somebody registers with an address that is not theirs, adds a passkey, and waits for the owner of the address. */

const gatehouse = openGatehouse()
const { patch } = callerOf(gatehouse)
const NEW = 'Rt5-harbour-Cormorant'

const keyed = async () => addPasskey(gatehouse, await signUp(gatehouse))

async function linkFor({ email }: Keyed, house: AppEnv) {
  await callerOf(house).post('/auth/users/reset_password/', { email })
  await house.settled()
  return linkOf((await house.emails()).find(({ subject }) => subject.startsWith('Password reset')))
}
async function reset(person: Keyed, newPassword = NEW, house: AppEnv = gatehouse) {
  const sent = { ...(await linkFor(person, house)), new_password: newPassword }
  const { status } = await callerOf(house).post('/auth/users/reset_password_confirm/', sent)
  await house.settled()
  return status
}
describe('a reset of the password by email', () => {
  it('ends the passkeys of whoever registered with the address, if nobody had proved it (REG-17)', async () => {
    const eve = await keyed()
    expect((await signInWith(gatehouse, eve)).status).toBe(200)
    expect(await reset(eve)).toBe(204)
    expect(await signInWith(gatehouse, eve)).toMatchObject(REFUSED)
    expect(await passkeysOf(eve)).toEqual([])
    const events = (await rowsOf('events')).filter(({ account_id }) => account_id === eve.id)
    const kinds = events.map(({ kind }) => String(kind)).filter((kind) => kind.startsWith('passkey'))
    expect(kinds).toEqual(['passkey_added', 'passkey_removed'])
  })

  it('that is refused ends none', async () => {
    const eve = await keyed()
    expect(await reset(eve, '1')).toBe(400)
    expect((await signInWith(gatehouse, eve)).status).toBe(200)
  })

  it('ends none of staff where the policy asks them for a factor', async () => {
    const house = openGatehouse({ SECOND_FACTOR: 'staff' })
    const ada = await keyed()
    await makeStaff(ada)
    expect(await reset(ada, NEW, house)).toBe(204)
    expect((await signInWith(house, ada)).status).toBe(200)
    expect(await passkeysOf(ada)).toHaveLength(1)
  })

  it('ends none at an address that was proved', async () => {
    const ada = await keyed()
    await proveAddress(ada)
    expect(await reset(ada)).toBe(204)
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
    expect(await passkeysOf(ada)).toHaveLength(1)
  })

  it('ends none that a sign-in requires: the mailbox alone is no second step', async () => {
    const ada = await keyed()
    expect((await patch('/account/second-factor', { required: true }, ada.token)).status).toBe(200)
    expect(await reset(ada)).toBe(204)
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
    expect(await passkeysOf(ada)).toHaveLength(1)
  })
})
