import { beforeEach, describe, expect, it } from 'vitest'
import type { Me } from '../../src/account/me.ts'
import { changePassword, confirmPassword } from '../../src/account/passwords/change-password.ts'
import { onePerAccount, withHashPermit } from '../../src/account/passwords/hash-queue.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { removeAccountWithPassword } from '../../src/account/profile/profile.ts'
import { changeUsername } from '../../src/account/profile/username.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { beginTrace } from '../../src/ports/trace.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, tries } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...bindings, LOGIN_TRIES: '3' } as Partial<Env>)
/** Ports as another request has them. */
const another = () => ({ ...gatehouse.ports, trace: beginTrace() })
const BUSY = { reason: 'busy', issues: [] }
const TOO_MANY = { reason: 'too_many', seconds: 30 }
const TO_ITSELF = { oldPassword: PASSWORD, newPassword: PASSWORD }

let ada: SignedUp
let me: Me
beforeEach(async () => {
  ada = await signUp(gatehouse)
  me = await authenticate(gatehouse.ports, ada.token)
})

const rename = (newUsername: string) =>
  changeUsername(another(), me, { newUsername, currentPassword: PASSWORD })

/** Does it with the account as it is now. */
async function again(act: () => Promise<unknown>) {
  me = await authenticate(gatehouse.ports, ada.token)
  await act()
}

describe('while somebody’s password is changed', () => {
  const asks: [string, () => Promise<unknown>][] = [
    ['another change of it', () => changePassword(another(), me, STRICT, TO_ITSELF)],
    ['a change of the name', () => rename('somebody-else')],
    ['the deletion of the account', () => removeAccountWithPassword(another(), me, me.account.id, PASSWORD)],
    ['whatever else shows it', () => confirmPassword(another(), me, PASSWORD)],
  ]
  it.each(asks)('%s is refused as busy, before it has cost anything', async (_, ask) => {
    const { ports: slow, reached, open } = heldBack(another())
    const changing = changePassword(slow, me, STRICT, TO_ITSELF)
    await reached
    const before = [await everything(), await tries()]
    const cost = await costOf(() => expect(ask()).rejects.toMatchObject(BUSY))
    expect(cost).toEqual({ links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 })
    expect([await everything(), await tries()]).toEqual(before)
    open()
    await changing
  })

  it('the account signs in, and others show theirs', async () => {
    const bob = await authenticate(gatehouse.ports, (await signUp(gatehouse)).token)
    const { ports: slow, reached, open } = heldBack(another())
    const changing = changePassword(slow, me, STRICT, TO_ITSELF)
    await reached
    await logInForToken(another(), ada, PASSWORD)
    await confirmPassword(another(), bob, PASSWORD)
    open()
    await changing
  })
})

describe('one request of an account that hashes', () => {
  const never = () => new Promise<void>(() => {})
  const ask = () => onePerAccount(another(), me.account.id, async () => 'done')

  it('gives its place back when it is refused', async () => {
    for (let time = 0; time < 2; time++)
      await expect(confirmPassword(another(), me, 'wrong')).rejects.toMatchObject({
        reason: 'invalid',
      })
    expect(await ask()).toBe('done')
  })

  it('counts as cut off when nothing is heard of it for two seconds', async () => {
    void onePerAccount(another(), me.account.id, never)
    gatehouse.wait(2)
    await expect(ask()).rejects.toMatchObject(BUSY)
    gatehouse.wait(0.001)
    expect(await ask()).toBe('done')
  })

  it('counts for as long as it waits for its hash', async () => {
    let isOver = false
    const first = withHashPermit(another(), async (yieldToOthers) => {
      while (!isOver) await yieldToOthers()
    })
    const waiting = another()
    void onePerAccount(waiting, me.account.id, () => withHashPermit(waiting, never))
    for (let times = 0; times < 5; times++) {
      gatehouse.wait(0.9)
      await scheduler.wait(30)
      await expect(ask()).rejects.toMatchObject(BUSY)
    }
    isOver = true
    await first
    await scheduler.wait(30)
    gatehouse.wait(2.001)
    expect(await ask()).toBe('done')
  })
})

describe('a password that is set to itself over and over', () => {
  const change = () => changePassword(another(), me, STRICT, TO_ITSELF)

  it('is let in nine times where the account signed in, and then refused before any hash', async () => {
    for (let time = 0; time < 9; time++) await again(change)
    me = await authenticate(gatehouse.ports, ada.token)
    const before = [await everything(), await tries()]
    const cost = await costOf(() => expect(change()).rejects.toMatchObject(TOO_MANY))
    expect(cost).toMatchObject({ links: 0, roundTrips: 2 })
    expect([await everything(), await tries()]).toEqual(before)
  })

  it('is refused also when the account signs in between, or is renamed', async () => {
    for (let time = 0; time < 9; time++) {
      if (time % 2) await again(() => rename(`${ada.username}-${time}`))
      else await again(change)
      if (time % 4 === 0) await logInForToken(another(), { email: ada.email }, PASSWORD)
    }
    await expect(again(change)).rejects.toMatchObject(TOO_MANY)
    await expect(again(() => rename('somebody-else'))).rejects.toMatchObject(TOO_MANY)
    // Whoever signs in is not concerned.
    await logInForToken(another(), { email: ada.email }, PASSWORD)
    gatehouse.wait(30)
    await again(change)
  })

  it('is let in elsewhere meanwhile, three times where the account never signed in', async () => {
    for (let time = 0; time < 9; time++) await again(change)
    const clientInfo = { ...gatehouse.ports.clientInfo, client: '203.0.113.9' }
    const elsewhere = () => changePassword({ ...another(), clientInfo }, me, STRICT, TO_ITSELF)
    for (let time = 0; time < 3; time++) await again(elsewhere)
    await expect(again(elsewhere)).rejects.toMatchObject(TOO_MANY)
  })

  it('is forgotten with the account', async () => {
    await again(change)
    expect(JSON.stringify(await tries())).toContain(ada.id)
    me = await authenticate(gatehouse.ports, ada.token)
    await removeAccountWithPassword(another(), me, me.account.id, PASSWORD)
    expect(JSON.stringify(await tries())).not.toContain(ada.id)
  })

  it('is forgotten when staff delete the account, and theirs are still counted', async () => {
    await again(change)
    const bob = await signUp(gatehouse)
    await makeStaff(bob)
    const staff = await authenticate(gatehouse.ports, bob.token)
    await removeAccountWithPassword(another(), staff, ada.id, PASSWORD)
    const counted = JSON.stringify(await tries())
    expect(counted).not.toContain(ada.id)
    expect(counted).toContain(bob.id)
  })
})
