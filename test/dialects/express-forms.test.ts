import { beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { EXPRESS, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let ada: SignedUp
beforeEach(async () => {
  ada = await signUp(gatehouse)
})

const latin1 = (text: string) => Uint8Array.from(text, (message) => message.charCodeAt(0))
const RED_TEXT = String.fromCharCode(...RED)

/** A part as it is written on the wire, name and all. */
const part = (disposition: string, content: string, type = 'image/png') =>
  `--x\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
const avatar = (name = 'a.png') => part(`name="Avatar"; filename="${name}"`, RED_TEXT)

const send = (text: string, type = 'multipart/form-data; boundary=x') =>
  call('PATCH', `${EXPRESS}/updateAvatar`, {
    body: latin1(text),
    headers: { 'content-type': type },
    token: ada.token,
  })

describe('a form with a file', () => {
  it.each([
    ['leads out of its folder', '../../etc/passwd'],
    ['leads to a drive', 'C:\\x\\y.png'],
    ['is very long', `${'a'.repeat(1000)}.png`],
    ['holds a NUL', 'evil\0.png'],
    ['is written from right to left', 'evil\u00e2\u0080\u00aegnp.exe'],
    ['is markup', '<script>alert(1)</script>.png'],
  ])('that %s is taken without its name (IMG-22)', async (_, name) => {
    expect((await send(`${avatar(name)}--x--\r\n`)).status).toBe(200)
    const [address = ''] = await pictureAddresses()
    expect(address).toMatch(/^[\w-]{43}$/)
    const { headers } = await gatehouse.request(`/media/${address}`)
    expect(JSON.stringify([...headers])).not.toMatch(/evil|passwd|script|aaaa|x\\\\y/)
  })

  it('may not break its own headers by a name (IMG-22)', async () => {
    for (const name of ['a\r\nX-Evil: 1', 'a"; name="CoverImg'])
      expect((await send(`${avatar(name)}--x--\r\n`)).status).toBeLessThan(500)
    for (const address of await pictureAddresses()) expect(address).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    ['never ends', avatar()],
    ['ends in the middle of a part', avatar().slice(0, 80)],
    ['has lines that end in a line feed alone', `${avatar()}--x--\r\n`.replaceAll('\r\n', '\n')],
    ['has a part without a name', `${part('filename="a.png"', RED_TEXT)}--x--\r\n`],
    ['has a part without headers', `--x\r\n\r\nhello\r\n--x--\r\n`],
    [
      'is a form inside a form',
      `${part('name="Avatar"; filename="a"', `${avatar()}--y--`, 'multipart/mixed; boundary=y')}--x--\r\n`,
    ],
    ['is nothing but an end', '--x--\r\n'],
    ['is no form', 'hello'],
  ])('that %s is refused (IMG-25)', async (_, text) => {
    expect((await refused(gatehouse, () => send(text))).status).toBe(400)
  })

  it.each([
    ['a line break before its first part', '\r\n', ''],
    ['words before its first part', 'This is a form.\r\nSent by hand--x.\r\n', ''],
    ['words behind its last part', '', 'That was a form.\r\n'],
  ])('may have %s (RFC 2046, 5.1.1)', async (_, before, after) => {
    expect((await send(`${before}${avatar()}--x--\r\n${after}`)).status).toBe(200)
  })

  it('has no more than 64 KiB before its first part', async () => {
    const ask = () => send(`${'\n'.repeat(65_536)}${avatar()}--x--\r\n`)
    expect((await refused(gatehouse, ask)).status).toBe(400)
  })

  it('may have a hundred parts, and not one more (IMG-23)', async () => {
    const texts = (count: number) =>
      Array.from({ length: count }, (_, at) => part(`name="t${at}"`, 'x', 'text/plain')).join('')
    expect((await refused(gatehouse, () => send(`${texts(100)}${avatar()}--x--\r\n`))).status).toBe(400)
    expect((await send(`${texts(99)}${avatar()}--x--\r\n`)).status).toBe(200)
  })

  it.each([
    'multipart/form-data; boundary=x; charset=utf-8',
    'multipart/form-data; charset=utf-8; boundary=x',
    'Multipart/Form-Data; boundary="x"; a=b',
  ])('is judged alike when it comes as %s (IMG-26)', async (type) => {
    const bad = part('name="Avatar"; filename="a.png"', '<svg/>')
    expect((await refused(gatehouse, () => send(`${bad}--x--\r\n`, type))).status).toBe(400)
    const cover = avatar().replace('"Avatar"', '"other"')
    expect((await refused(gatehouse, () => send(`${avatar()}${cover}--x--\r\n`, type))).status).toBe(400)
    expect((await refused(gatehouse, () => send('--x--\r\n', type))).status).toBe(400)
    expect((await send(`${avatar()}--x--\r\n`, type)).status).toBe(200)
  })
})

describe('a form as clients write it', () => {
  const text = (name: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`
  const rest = (username: string) => text('email', `${username}@example.com`) + text('password', PASSWORD)
  const register = (body: string) =>
    call('POST', `${EXPRESS}/register`, {
      body: latin1(`${body}--x--\r\n`),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })

  it.each<[string, (username: string) => string]>([
    ['begins-with-line-breaks', (username) => `\r\n\r\n${text('username', username)}`],
    ['writes-parameters-large', (username) => part('NAME="username"', username, 'text/plain')],
    ['writes-names-bare', (username) => part('name=username', username, 'text/plain')],
    ['calls-text-binary', (username) => part('name="username"', username, 'application/octet-stream')],
    ['sends-undefined-for-a-file', (username) => text('username', username) + text('CoverImg', 'undefined')],
    ['sends-nothing-for-a-file', (username) => text('username', username) + text('coverImage', '')],
    [
      'chooses-no-file',
      (username) =>
        text('username', username) + part('name="CoverImg"; filename=""', '', 'application/octet-stream'),
    ],
  ])('that %s registers', async (username, begin) => {
    const before = await pictureAddresses()
    const answer = await register(begin(username) + rest(username) + avatar())
    expect(answer).toMatchObject({ status: 201, body: { data: { username } } })
    expect(await pictureAddresses()).toHaveLength(before.length + 1)
  })

  it('has a file where a file name is given, in any case of the emails', async () => {
    const large = part('NAME="Avatar"; FILENAME="a.png"', RED_TEXT)
    expect((await send(`${large}--x--\r\n`)).status).toBe(200)
    const encoded = part(`name="Avatar"; filename*=utf-8''a.png`, RED_TEXT)
    expect((await send(`${encoded}--x--\r\n`)).status).toBe(200)
  })
})
