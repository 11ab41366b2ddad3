import { describe, expect, it } from 'vitest'
import { withHashPermit } from '../../src/account/passwords/hash-queue.ts'
import { hashPassword, linkUp, matchPassword } from '../../src/account/passwords/password-hash.ts'
import { countedBindings } from '../support/counters.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { hashInFull } from '../support/iterations.ts'

hashInFull()

const { ports } = openGatehouse(AS_SHIPPED)
const { costOf } = countedBindings()

const ID = '6d5f9bae-a31b-4b7b-82c4-3853eda2b011'
const PASSWORD = 'correct horse battery staple'
const SALT = Uint8Array.from({ length: 16 }, (_, index) => index)

const KNOWN = {
  '1000, 2':
    '$pbkdf2-chain$v=1$h=sha256,i=1000,n=2,keyid=1$AAECAwQFBgcICQoLDA0ODw$W5xMug6obyZEnODdkdT9cwI6XDvO3jObzEMjMMLJudA',
  '100000, 1':
    '$pbkdf2-chain$v=1$h=sha256,i=100000,n=1,keyid=1$AAECAwQFBgcICQoLDA0ODw$zxQsUpcY0E8X4FdpIjiN0taDfG24q1Rst1KHBc5Q2gg',
  '100000, 6':
    '$pbkdf2-chain$v=1$h=sha256,i=100000,n=6,keyid=1$AAECAwQFBgcICQoLDA0ODw$boCPbNzIcUeR2aKLvHvekzYwieGu1Oz/BUwmoo1Emrs',
}

describe('the work of a comparison', () => {
  it('is six links for an account and for nobody', async () => {
    const passwordHash = await hashPassword(ports, ID, PASSWORD)
    const asked: [string, { id: string; passwordHash: string } | undefined, string][] = [
      ['right', { id: ID, passwordHash }, PASSWORD],
      ['wrong', { id: ID, passwordHash }, 'wrong horse battery staple'],
      ['unknown', undefined, PASSWORD],
    ]
    for (const [name, account, password] of asked) {
      const cost = await costOf(() => matchPassword(ports, account, password))
      expect(cost, name).toMatchObject({ links: 6 })
    }
  })

  it('is twelve links for both when there is white space around what was sent', async () => {
    const passwordHash = await hashPassword(ports, ID, PASSWORD)
    const sent = ' wrong horse battery staple '
    for (const account of [{ id: ID, passwordHash }, undefined]) {
      expect(await costOf(() => matchPassword(ports, account, sent))).toMatchObject({ links: 12 })
    }
  })

  it('is as many links as the settings ask for, and never fewer than for nobody', async () => {
    const { ports } = openGatehouse({ ...AS_SHIPPED, PASSWORD_HASH_LINKS: '8' } as Partial<Env>)
    const asked: [string, string][] = [
      ['today’s', await hashPassword(ports, ID, PASSWORD)],
      ['one of six links', KNOWN['100000, 6']],
      ['one of one link', KNOWN['100000, 1']],
      ['one that cannot be read', '!'],
    ]
    for (const [name, passwordHash] of asked) {
      const cost = await costOf(() => matchPassword(ports, { id: ID, passwordHash }, PASSWORD))
      expect(cost, name).toMatchObject({ links: 8 })
    }
    expect(await costOf(() => matchPassword(ports, undefined, PASSWORD))).toMatchObject({ links: 8 })
    expect(asked[0]?.[1]).toContain('i=100000,n=8,keyid=1')
  })

  it('may be a single link where ACCEPT_WEAK_HASH says so by name', async () => {
    const weak = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
    const { ports } = openGatehouse(weak as Partial<Env>)
    expect(await costOf(() => matchPassword(ports, undefined, PASSWORD))).toMatchObject({ links: 1 })
    const passwordHash = await hashPassword(ports, ID, PASSWORD)
    expect(passwordHash).toContain('i=100000,n=1,keyid=1')
    expect(await matchPassword(ports, { id: ID, passwordHash }, PASSWORD)).toBe(PASSWORD)
  })

  it('is done for one at a time, and the others wait (HSH-12)', async () => {
    const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
    let [running, most] = [0, 0]
    crypto.subtle.deriveBits = async (...parameters) => {
      most = Math.max(most, ++running)
      return deriveBits(...parameters).finally(() => running--)
    }
    await Promise.all(Array.from({ length: 12 }, () => matchPassword(ports, undefined, PASSWORD)))
    crypto.subtle.deriveBits = deriveBits
    expect(most).toBe(1)
  })

  it('lets everybody else go on between two links and the next (LOD-01)', async () => {
    let others = 0
    const asking = scheduler.wait(0).then(function again(): Promise<void> | undefined {
      others++
      return done ? undefined : scheduler.wait(0).then(again)
    })
    let done = false
    await matchPassword(ports, undefined, PASSWORD)
    done = true
    await asking
    expect(others).toBeGreaterThan(2)
  })

  it('is refused to whoever comes when nineteen wait, and done again once they had their turn (HSH-12)', async () => {
    const asked = Array.from({ length: 23 }, () => matchPassword(ports, undefined, PASSWORD))
    const answers = await Promise.allSettled(asked)
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused.map(({ reason }) => reason)).toEqual(
      Array(3).fill(expect.objectContaining({ name: 'Refusal', reason: 'busy' })),
    )
    await expect(matchPassword(ports, undefined, PASSWORD)).resolves.toBeUndefined()
  })

  it('goes on after requests that never gave their place back', async () => {
    const gatehouse = openGatehouse(AS_SHIPPED)
    const cutOff = withHashPermit(gatehouse.ports, () => new Promise(() => {}))
    gatehouse.wait(2)
    expect(cutOff).toBeInstanceOf(Promise)
    await expect(matchPassword(gatehouse.ports, undefined, PASSWORD)).resolves.toBeUndefined()
  })

  it('never passes the cap of the platform, which these tests enforce (HSH-02)', async () => {
    const chain = { hash: 'SHA-256', links: 1, salt: SALT } as const
    await expect(linkUp({ ...chain, iterations: 100_001 }, PASSWORD)).rejects.toThrow(
      'iteration counts above 100000 are not supported (requested 100001)',
    )
    await expect(linkUp({ ...chain, iterations: 100_000 }, PASSWORD)).resolves.toHaveLength(32)
  })
})
