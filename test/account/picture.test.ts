import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { LENIENT } from '../../src/account/passwords/password-policy.ts'
import { deflated } from '../../src/account/pictures/image/zlib.ts'
import {
  decodePicture,
  isPictureAddress,
  storePictures,
  withdrawPictures,
} from '../../src/account/pictures/picture.ts'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import type { Account } from '../../src/ports/schema.ts'
import { png } from '../conformance/png.ts'
import { failing, heldBack, losingAnswers } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { everything, pictureAddresses, rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'
import {
  contains,
  gif,
  gifControl,
  gifExtension,
  gifFrame,
  marker,
  pngChunk,
  png as samplePng,
} from './image/samples.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })
const text = utf8('no picture')

/** A new account with pictures, and what it is now. */
async function openAccount(
  pictures: { avatar?: Uint8Array<ArrayBuffer>; cover?: Uint8Array<ArrayBuffer> } = {},
) {
  const { token } = await signUp(gatehouse)
  const me = await authenticate(ports, token)
  const now = async () => (await authenticate(ports, token)).account
  const account = await changeProfile(ports, me, pictures)
  const ask = () => authenticate(ports, token)
  return { me: { ...me, account }, account, now, ask }
}
const isThere = async (address: string | null) => (await env.PICTURES.head(address ?? '')) !== null

/** Every picture that an account shows is there, and no others since. */
async function nothingLostOrLeft(before: string[], ...accounts: Account[]): Promise<void> {
  const shown = accounts.flatMap(({ avatar, cover }) => [avatar, cover].filter((address) => address !== null))
  expect((await pictureAddresses()).sort()).toEqual([...new Set([...before, ...shown])].sort())
}

describe('a picture', () => {
  it('is stored cleaned, under an address that cannot be guessed (IDR-07)', async () => {
    const sent = gif({ blocks: [gifControl(1), gifExtension(0xfe, marker), gifFrame()] })
    const { account } = await openAccount({ avatar: sent })
    expect(account.avatar).toMatch(/^[\w-]{43}$/)
    expect(isPictureAddress(account.avatar ?? '')).toBe(true)
    const stored = await env.PICTURES.get(account.avatar ?? '')
    expect(stored?.httpMetadata).toEqual({ contentType: 'image/gif' })
    const bytes = new Uint8Array((await stored?.arrayBuffer()) ?? new ArrayBuffer())
    expect(bytes).toEqual(picture(1))
    expect(contains(bytes, marker)).toBe(false)
  })

  it('that is small but has many pixels may come with many others (LOD-06)', async () => {
    const { me } = await openAccount()
    const pixels = [pngChunk('IDAT', await deflated(new Uint8Array(2000 * 2001)))]
    const sent = samplePng({ width: 2000, height: 2000, pixels })
    const all = Array.from({ length: 24 }, () => storePictures(ports, me.account, { cover: sent }))
    const stored = await Promise.all(all)
    expect(stored.filter(({ cover }) => isPictureAddress(cover ?? ''))).toHaveLength(24)
    for (const each of stored) await withdrawPictures(ports, each)
  })

  it('of one person has another address than the same picture of another', async () => {
    const [ada, bob] = [await openAccount({ avatar: picture(2) }), await openAccount({ avatar: picture(2) })]
    expect(ada.account.avatar).not.toBe(bob.account.avatar)
    await changeProfile(ports, ada.me, { avatar: picture(3) })
    await gatehouse.settled()
    expect(await isThere(bob.account.avatar)).toBe(true)
  })

  it('may have 5 MiB and not a byte more (IMG-12)', async () => {
    const { me } = await openAccount()
    const { ports } = openGatehouse({ PICTURE_BYTES: String(picture(4).length) } as Partial<Env>)
    const before = await pictureAddresses()
    const long = gif({ blocks: [gifControl(4), gifFrame(), gifFrame()] })
    await expect(changeProfile(ports, me, { avatar: long })).rejects.toThrow('picture_too_large')
    expect(await pictureAddresses()).toEqual(before)
    expect((await changeProfile(ports, me, { avatar: picture(4) })).avatar).not.toBeNull()
    expect(gatehouse.ports.settings.PICTURE_BYTES).toBe(5 * 2 ** 20)
  })

  it('may have as many pixels as the settings say, and not one more (IMG-09)', async () => {
    const wide = openGatehouse({ PICTURE_SIDE: '3', PICTURE_PIXELS: '6' } as Partial<Env>)
    const before = await pictureAddresses()
    const { me } = await openAccount()
    for (const [width, height] of [
      [4, 1],
      [1, 4],
      [3, 3],
    ] as const)
      await expect(changeProfile(wide.ports, me, { avatar: png(width, height) })).rejects.toMatchObject({
        reason: 'picture_too_large',
      })
    expect(await pictureAddresses()).toEqual(before)
    expect((await changeProfile(wide.ports, me, { avatar: png(3, 2) })).avatar).not.toBeNull()
    expect(ports.settings).toMatchObject({ PICTURE_SIDE: 8192, PICTURE_PIXELS: 25_000_000 })
  })

  it('may be base64, in lines too, with or without a data URI, and nothing else (IMG-17, IMG-18, IMG-19, IMG-20)', () => {
    const bytes = Uint8Array.from({ length: 61 }, (_, at) => at * 67)
    const base64 = btoa(String.fromCharCode(...bytes))
    const decode = (text: string) => decodePicture(ports, text)
    expect(base64).toMatch(/[+/].*==$/)
    for (const sent of [
      base64,
      base64.replace(/.{20}/g, '$&\r\n'),
      `${base64.replace(/.{20}/g, '$&\n')}\n`,
    ]) {
      expect(decode(sent)).toEqual(bytes)
      expect(decode(`data:image/gif;base64,${sent}`)).toEqual(bytes)
      expect(decode(`data:image/gif;name=a b.gif;charset=x;base64,${sent}`)).toEqual(bytes)
      expect(decode(`DATA:image/svg+xml;charset=utf-8;base64,${sent}`)).toEqual(bytes)
    }
    const lastBit = base64.replace(
      /(.)==$/,
      (_, message) => `${String.fromCharCode(message.charCodeAt(0) + 1)}==`,
    )
    for (const sent of [
      '',
      '=',
      'A',
      'AAAAA',
      'AA=A',
      'AAAA===',
      'AAA==',
      lastBit,
      base64.replace(/=+$/, ''),
      `${base64}=`,
      `${base64}!`,
      base64.replaceAll('+', '-').replaceAll('/', '_'),
      `${base64.slice(0, 8)} ${base64.slice(8)}`,
      `${base64.slice(0, 8)}\t${base64.slice(8)}`,
      `${base64.slice(0, 8)}\r${base64.slice(8)}`,
      `data:text/html;base64,${base64}`,
      `data:image/gif,${base64}`,
      `data:image/gif;base64,data:image/gif;base64,${base64}`,
    ]) {
      expect(() => decode(sent), JSON.stringify(sent.slice(0, 40))).toThrow('bad_picture')
    }
  })

  it('is refused when what comes before it never ends', () => {
    for (const text of [';', ';base64', '.', 'A'])
      expect(() => decodePicture(ports, `data:image/png${text.repeat(3_000_000 / text.length)}`)).toThrow(
        'bad_picture',
      )
  })

  it('that would be too long is refused before it is decoded (IMG-21)', () => {
    const { ports } = openGatehouse({ PICTURE_BYTES: '6' })
    expect(decodePicture(ports, 'AAAAAAAA')).toHaveLength(6)
    expect(decodePicture(ports, 'AAAAAA==')).toHaveLength(4)
    for (const long of ['AAAAAAAAAA==', 'A'.repeat(4000)])
      expect(() => decodePicture(ports, long)).toThrow('picture_too_large')
  })
})

describe('a picture that is replaced', () => {
  it('goes, and the other stays', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount({ avatar: picture(6), cover: picture(7) })
    const next = await changeProfile(ports, me, { avatar: picture(8) })
    await gatehouse.settled()
    expect(next.cover).toBe(account.cover)
    expect(await isThere(account.avatar)).toBe(false)
    await nothingLostOrLeft(others, await now())
  })

  it('stays when it is sent again, alone or beside others', async () => {
    const others = await pictureAddresses()
    const { me, now, ask } = await openAccount({ avatar: picture(9) })
    await changeProfile(ports, me, { avatar: picture(9) })
    await changeProfile(ports, await ask(), { cover: picture(9) })
    await changeProfile(ports, await ask(), { avatar: picture(10) })
    await gatehouse.settled()
    await nothingLostOrLeft(others, await now())
  })

  it('stays when it was chosen again before it was taken away', async () => {
    const others = await pictureAddresses()
    const { me, now, ask } = await openAccount({ avatar: picture(11) })
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
    const { me, now, ask } = await openAccount({ avatar: picture(13) })
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
    const { me, now } = await openAccount({ avatar: picture(15) })
    await Promise.all([16, 17].map((delay) => changeProfile(ports, me, { avatar: picture(delay) })))
    await gatehouse.settled()
    await nothingLostOrLeft(others, await now())
  })

  it('while its account is deleted leaves no picture', async () => {
    const others = await pictureAddresses()
    const { me } = await openAccount({ avatar: picture(18) })
    await changeProfile(ports, me, { avatar: picture(19) })
    await removeAccount(ports, me)
    await gatehouse.settled()
    await nothingLostOrLeft(others)
  })
})

describe('a change that is refused', () => {
  it('puts no picture there and takes none away', async () => {
    const { me } = await openAccount({ avatar: picture(20), cover: picture(21) })
    const { account: other } = await openAccount()
    const before = [await pictureAddresses(), await rowsOf('accounts')]
    const changes = [
      { avatar: picture(22), cover: text },
      { avatar: picture(20), cover: text },
      { avatar: picture(22), username: other.username },
      { avatar: picture(20), cover: picture(20), username: other.username },
    ]
    for (const change of changes) await expect(changeProfile(ports, me, change)).rejects.toThrow()
    expect([await pictureAddresses(), await rowsOf('accounts')]).toEqual(before)
  })

  it('takes no picture away that another change chose meanwhile', async () => {
    const others = await pictureAddresses()
    const { me, now } = await openAccount()
    const { account: other } = await openAccount()
    const { ports: slow, reached, open } = heldBack(ports)
    const refused = expect(
      changeProfile(slow, me, { avatar: picture(23), username: other.username }),
    ).rejects.toThrow('invalid')
    await reached
    await changeProfile(ports, me, { avatar: picture(23) })
    open()
    await refused
    await nothingLostOrLeft(others, await now())
  })
})

describe('while something is down', () => {
  it('R2 takes no picture: nothing changes (FLT-08)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount({ avatar: picture(24) })
    const down = openGatehouse({ PICTURES: failing(env.PICTURES, 'put') })
    await expect(changeProfile(down.ports, me, { avatar: picture(25) })).rejects.toThrow('connection lost')
    expect(await now()).toEqual(account)
    await nothingLostOrLeft(others, account)
  })

  it('R2 takes no picture away: the change holds and the cron does it later (FLT-09)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount({ avatar: picture(26) })
    const flaky = openGatehouse({ PICTURES: failing(env.PICTURES, 'delete', 1) })
    await changeProfile(flaky.ports, me, { avatar: picture(27) })
    await flaky.settled()
    expect(await isThere(account.avatar)).toBe(true)
    await flaky.ports.pictures.deleteDiscarded()
    await nothingLostOrLeft(others, await now())
  })

  it('D1 takes no change: the account and the old picture stay, and the new one goes later (IMG-30, FLT-07)', async () => {
    const others = await pictureAddresses()
    const { me, account, now } = await openAccount({ avatar: picture(28) })
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
    const { me, now } = await openAccount({ avatar: picture(30) })
    const flaky = openGatehouse({ DB: losingAnswers(env.DB, 'batch', 1) })
    await changeProfile(flaky.ports, me, { avatar: picture(31) }).catch(() => {})
    expect(await isThere((await now()).avatar)).toBe(true)
    await anHourLater()
    await nothingLostOrLeft(others, await now())
  })

  it('D1 takes no announcement: nothing is put and nothing changes', async () => {
    const { me, account, now } = await openAccount({ avatar: picture(32) })
    const before = await everything()
    const down = openGatehouse({ DB: silentDatabase() })
    await expect(changeProfile(down.ports, me, { avatar: picture(33) })).rejects.toThrow()
    expect(await everything()).toEqual(before)
    expect(await now()).toEqual(account)
  })

  it('a request is cut off anywhere: an hour later nothing is left of it (FLT-18)', async () => {
    const others = await pictureAddresses()
    const { account } = await openAccount({ avatar: picture(34) })
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
    const { me, account } = await openAccount({ avatar: picture(36), cover: picture(37) })
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
    const { me } = await openAccount({ avatar: picture(38) })
    const changed = await changeProfile(ports, me, { avatar: null, cover: picture(39) })
    expect([changed.avatar, changed.cover]).toEqual([null, expect.any(String)])
    await gatehouse.settled()
    await nothingLostOrLeft(others, changed)
  })
})

describe('a picture that an account shows', () => {
  it('has no row among the discarded, whichever API stored it', async () => {
    await openAccount({ avatar: picture(40), cover: picture(41) })
    const wish = {
      username: 'newcomer',
      email: 'newcomer@example.com',
      password: PASSWORD,
      avatar: picture(42),
    }
    await register(ports, LENIENT, wish)
    expect(await discarded()).toEqual([])
  })
})

const discarded = async () => (await everything()).tables.discarded_pictures
async function anHourLater(): Promise<void> {
  const later = openGatehouse()
  later.wait(3601)
  await later.ports.pictures.deleteDiscarded()
}
