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
import { changeProfile } from '../../src/account/profile/profile.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { png } from '../conformance/png.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD } from '../support/people.ts'
import { isThere, nothingLostOrLeft, openAccount, picture } from '../support/pictures.ts'
import { everything, pictureAddresses, rowsOf } from '../support/rows.ts'
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

const text = utf8('no picture')

describe('a picture', () => {
  it('is stored cleaned, under an address that cannot be guessed (IDR-07)', async () => {
    const sent = gif({ blocks: [gifControl(1), gifExtension(0xfe, marker), gifFrame()] })
    const { account } = await openAccount(gatehouse, { avatar: sent })
    expect(account.avatar).toMatch(/^[\w-]{43}$/)
    expect(isPictureAddress(account.avatar ?? '')).toBe(true)
    const stored = await env.PICTURES.get(account.avatar ?? '')
    expect(stored?.httpMetadata).toEqual({ contentType: 'image/gif' })
    const bytes = new Uint8Array((await stored?.arrayBuffer()) ?? new ArrayBuffer())
    expect(bytes).toEqual(picture(1))
    expect(contains(bytes, marker)).toBe(false)
  })

  it('that is small but has many pixels may come with many others (LOD-06)', async () => {
    const { me } = await openAccount(gatehouse)
    const pixels = [pngChunk('IDAT', await deflated(new Uint8Array(2000 * 2001)))]
    const sent = samplePng({ width: 2000, height: 2000, pixels })
    const all = Array.from({ length: 24 }, () => storePictures(ports, me.account, { cover: sent }))
    const stored = await Promise.all(all)
    expect(stored.filter(({ cover }) => isPictureAddress(cover ?? ''))).toHaveLength(24)
    for (const each of stored) await withdrawPictures(ports, each)
  })

  it('of one person has another address than the same picture of another', async () => {
    const [ada, bob] = [
      await openAccount(gatehouse, { avatar: picture(2) }),
      await openAccount(gatehouse, { avatar: picture(2) }),
    ]
    expect(ada.account.avatar).not.toBe(bob.account.avatar)
    await changeProfile(ports, ada.me, { avatar: picture(3) })
    await gatehouse.settled()
    expect(await isThere(bob.account.avatar)).toBe(true)
  })

  it('may have 5 MiB and not a byte more (IMG-12)', async () => {
    const { me } = await openAccount(gatehouse)
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
    const { me } = await openAccount(gatehouse)
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

describe('a change that is refused', () => {
  it('puts no picture there and takes none away', async () => {
    const { me } = await openAccount(gatehouse, { avatar: picture(20), cover: picture(21) })
    const { account: other } = await openAccount(gatehouse)
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
    const { me, now } = await openAccount(gatehouse)
    const { account: other } = await openAccount(gatehouse)
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

describe('a picture that an account shows', () => {
  it('has no row among the discarded, whichever API stored it', async () => {
    await openAccount(gatehouse, { avatar: picture(40), cover: picture(41) })
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
