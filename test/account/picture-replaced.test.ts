import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { failing, losingAnswers } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { isThere, nothingLostOrLeft, openAccount, picture } from '../support/pictures.ts'
import { everything, pictureAddresses } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

describe('a picture that is replaced', () => {
  it('goes, and the other stays', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount(gatehouse, { avatar: picture(6), cover: picture(7) })
    const next = await changeProfile(ports, me, { avatar: picture(8) })
    await gatehouse.settled()
    expect(next.cover).toBe(account.cover)
    expect(await isThere(account.avatar)).toBe(false)
    await nothingLostOrLeft(others, await now())
  })

  it('stays when it is sent again, alone or beside others', async () => {
    const others = await pictureAddresses()
    const { me, now, ask } = await openAccount(gatehouse, { avatar: picture(9) })
    await changeProfile(ports, me, { avatar: picture(9) })
    await changeProfile(ports, await ask(), { cover: picture(9) })
    await changeProfile(ports, await ask(), { avatar: picture(10) })
    await gatehouse.settled()
    await nothingLostOrLeft(others, await now())
  })

  it('stays when it was chosen again before it was taken away', async () => {
    const others = await pictureAddresses()
    const { me, now, ask } = await openAccount(gatehouse, { avatar: picture(11) })
    const flaky = openGatehouse({ PICTURES: failing(env.PICTURES, 'delete', 1) })
    await changeProfile(flaky.ports, me, { avatar: picture(12) })
    await flaky.settled()
    await changeProfile(flaky.ports, await ask(), { avatar: picture(11) })
    await flaky.settled()
    await flaky.ports.pictures.deleteDiscarded()
    await nothingLostOrLeft(others, await now())
  })

  it('stays when it is chosen again while it is taken away', async () => {
    const others = await pictureAddresses()
    const { me, now, ask } = await openAccount(gatehouse, { avatar: picture(13) })
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const { promise: reached, resolve: arrive } = Promise.withResolvers<void>()
    const slow = openGatehouse({
      PICTURES: new Proxy(env.PICTURES, {
        get: (bucket, name) => async (key: string, bytes: Uint8Array, options: R2PutOptions) => {
          if (name === 'put') return bucket.put(key, bytes, options)
          arrive()
          await opened
          return bucket.delete(key)
        },
      }),
    })
    await changeProfile(slow.ports, me, { avatar: picture(14) })
    await reached
    await changeProfile(ports, await ask(), { avatar: picture(13) })
    open()
    await slow.settled()
    await gatehouse.settled()
    await nothingLostOrLeft(others, await now())
  })

  it('by two changes at once leaves one picture', async () => {
    const others = await pictureAddresses()
    const { me, now } = await openAccount(gatehouse, { avatar: picture(15) })
    await Promise.all([16, 17].map((delay) => changeProfile(ports, me, { avatar: picture(delay) })))
    await gatehouse.settled()
    await nothingLostOrLeft(others, await now())
  })

  it('while its account is deleted leaves no picture', async () => {
    const others = await pictureAddresses()
    const { me } = await openAccount(gatehouse, { avatar: picture(18) })
    await changeProfile(ports, me, { avatar: picture(19) })
    await removeAccount(ports, me)
    await gatehouse.settled()
    await nothingLostOrLeft(others)
  })
})

describe('while something is down', () => {
  it('R2 takes no picture: nothing changes (FLT-08)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount(gatehouse, { avatar: picture(24) })
    const down = openGatehouse({ PICTURES: failing(env.PICTURES, 'put') })
    await expect(changeProfile(down.ports, me, { avatar: picture(25) })).rejects.toThrow('connection lost')
    expect(await now()).toEqual(account)
    await nothingLostOrLeft(others, account)
  })

  it('R2 takes no picture away: the change holds and the cron does it later (FLT-09)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount(gatehouse, { avatar: picture(26) })
    const flaky = openGatehouse({ PICTURES: failing(env.PICTURES, 'delete', 1) })
    await changeProfile(flaky.ports, me, { avatar: picture(27) })
    await flaky.settled()
    expect(await isThere(account.avatar)).toBe(true)
    await flaky.ports.pictures.deleteDiscarded()
    await nothingLostOrLeft(others, await now())
  })

  it('D1 takes no change: the account and the old picture stay, and the new one goes later (IMG-30, FLT-07)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount(gatehouse, { avatar: picture(28) })
    const down = openGatehouse({ DB: failing(env.DB, 'batch') })
    await expect(changeProfile(down.ports, me, { avatar: picture(29) })).rejects.toThrow()
    expect(await now()).toEqual(account)

    await ports.pictures.deleteDiscarded()
    expect(await pictureAddresses()).toHaveLength(others.length + 2)
    await anHourLater()
    await nothingLostOrLeft(others, account)
    expect(await discarded()).toEqual([])
  })

  it('D1 changes and loses its answer: the picture that is shown is there and stays (FLT-03)', async () => {
    const others = await pictureAddresses()
    const { me, now } = await openAccount(gatehouse, { avatar: picture(30) })
    const flaky = openGatehouse({ DB: losingAnswers(env.DB, 'batch', 1) })
    await changeProfile(flaky.ports, me, { avatar: picture(31) }).catch(() => {})
    expect(await isThere((await now()).avatar)).toBe(true)
    await anHourLater()
    await nothingLostOrLeft(others, await now())
  })

  it('D1 takes no announcement: nothing is put and nothing changes', async () => {
    const { me, account, now } = await openAccount(gatehouse, { avatar: picture(32) })
    const before = await everything()
    const down = openGatehouse({ DB: silentDatabase() })
    await expect(changeProfile(down.ports, me, { avatar: picture(33) })).rejects.toThrow()
    expect(await everything()).toEqual(before)
    expect(await now()).toEqual(account)
  })

  it('a request is cut off anywhere: an hour later nothing is left of it (FLT-18)', async () => {
    const others = await pictureAddresses()
    const { account } = await openAccount(gatehouse, { avatar: picture(34) })
    const address = 'B'.repeat(43)
    await ports.pictures.announce([address])
    await ports.pictures.put(address, 'image/gif', picture(35))
    await anHourLater()
    await nothingLostOrLeft(others, account)
    expect(await discarded()).toEqual([])
  })
})

describe('a picture that is taken away', () => {
  it('goes, from the profile and from R2, and what is not there may be taken away too', async () => {
    const others = await pictureAddresses()
    const { me, account } = await openAccount(gatehouse, { avatar: picture(36), cover: picture(37) })
    const bare = await changeProfile(ports, me, { avatar: null })
    expect(bare).toEqual({ ...account, avatar: null, updatedAt: gatehouse.clock.now() })
    const none = await changeProfile(ports, { ...me, account: bare }, { avatar: null })
    expect(none).toEqual(bare)
    await gatehouse.settled()
    await nothingLostOrLeft(others, bare)
    expect(await discarded()).toEqual([])
  })

  it('may be replaced in the same change', async () => {
    const others = await pictureAddresses()
    const { me } = await openAccount(gatehouse, { avatar: picture(38) })
    const changed = await changeProfile(ports, me, { avatar: null, cover: picture(39) })
    expect([changed.avatar, changed.cover]).toEqual([null, expect.any(String)])
    await gatehouse.settled()
    await nothingLostOrLeft(others, changed)
  })
})

const discarded = async () => (await everything()).tables.discarded_pictures
async function anHourLater(): Promise<void> {
  const later = openGatehouse()
  later.wait(3601)
  await later.ports.pictures.deleteDiscarded()
}
