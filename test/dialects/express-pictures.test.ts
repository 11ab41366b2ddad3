import { beforeEach, describe, expect, it } from 'vitest'
import { utf8 } from '../conformance/encoding.ts'
import { callerOf } from '../support/caller.ts'
import { BLUE, EXPRESS, type Fields, failure, formOf, GREEN, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { call } = callerOf(gatehouse)

let ada: SignedUp

beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const send = (path: string, fields: Fields, token = ada.token) =>
  call('PATCH', EXPRESS + path, { body: formOf(fields), token })

const setAvatar = (picture: typeof RED) => send('/updateAvatar', { Avatar: picture })
const setCover = (picture: typeof RED) => send('/updateCoverImg', { CoverImg: picture })

/** Where the pictures of an account stand, as its row and R2 know it. */
async function pictures() {
  await gatehouse.settled()
  const row = (await rowsOf('accounts')).find(({ id }) => id === ada.id)
  const kept = await pictureAddresses()
  return { avatar: row?.avatar, cover: row?.cover, kept }
}

const shown = (address: unknown) => (address ? `http://localhost:8787/media/${address}` : '')

describe.each([
  ['/updateAvatar', '/avatar', 'Avatar', 'avatar', 'avatar', 'Avatar image updated successfully'],
  ['/updateCoverImg', '/cover-image', 'CoverImg', 'coverImage', 'cover', 'Cover image updated successfully'],
] as const)('PATCH /api/v1/users%s', (path, secondPath, name, secondName, column, message) => {
  const other = name === 'Avatar' ? 'CoverImg' : 'Avatar'

  it('stores the picture, shows its address, and takes the one before away', async () => {
    expect((await send(path, { [name]: RED })).status).toBe(200)
    const first = (await pictures())[column]
    const answer = await send(path, { [name]: GREEN })

    const { avatar, cover, kept } = await pictures()
    expect(answer).toEqual({
      status: 200,
      body: {
        statusCode: 200,
        data: {
          _id: ada.id,
          username: ada.username,
          email: ada.email,
          fullName: '',
          Avatar: shown(avatar),
          avatar: shown(avatar),
          CoverImg: shown(cover),
          coverImage: shown(cover),
          createdAt: '2026-11-20T08:00:00.000Z',
          updatedAt: '2026-11-20T08:00:00.000Z',
        },
        message,
        success: true,
      },
    })
    const now = column === 'avatar' ? avatar : cover
    expect(kept).toContain(now)
    expect(kept).not.toContain(first)
    expect((await call('HEAD', `/media/${first}`)).status).toBe(404)
    expect((await call('HEAD', `/media/${now}`)).status).toBe(200)
  })

  it.each([
    [secondPath, name],
    [path.toLowerCase(), secondName],
    [`${secondPath}/`, secondName],
  ])('stands at %s too, and takes the file as %s', async (address, file) => {
    expect((await send(address, { [file]: BLUE })).status).toBe(200)
    expect((await pictures())[column]).toMatch(/^[\w-]{43}$/)
  })

  it('keeps a picture that is sent again', async () => {
    await send(path, { [name]: RED })
    await send(path, { [name]: RED })
    const { kept, ...account } = await pictures()
    expect(kept).toContain(account[column])
  })

  const lacking = failure(400, `${name} file is required`, { [name]: `${name} file is required` })
  const noPicture = failure(400, 'The file is no picture that is taken here: JPEG, PNG, GIF or WebP')
  const unexpected = (file: string) => failure(400, `Unexpected field: ${file}`)
  it.each<[string, Fields, ReturnType<typeof failure>]>([
    ['nothing', {}, lacking],
    ['other text', { x: 'y' }, lacking],
    ['text for the file', { [name]: 'picture.png' }, lacking],
    ['text for the file, by its second name', { [secondName]: 'picture.png' }, lacking],
    ['the file twice', { [name]: [RED, GREEN] }, unexpected(name)],
    ['the file under both names', { [secondName]: RED, [name]: GREEN }, unexpected(name)],
    ['the other picture', { [other]: RED }, unexpected(other)],
    ['both pictures', { [name]: RED, [other]: RED }, unexpected(other)],
    ['a file under another name', { file: RED }, unexpected('file')],
    ['markup', { [name]: utf8('<svg onload="alert(1)"/>') }, noPicture],
    ['half a picture', { [name]: RED.slice(0, 30) }, noPicture],
    ['an empty file', { [name]: new Uint8Array() }, noPicture],
  ])('refuses %s', async (_, fields, body) => {
    expect(await refused(gatehouse, () => send(path, fields))).toEqual({ status: 400, body })
  })

  it('refuses a form that cannot be read, and what is no form', async () => {
    const broken = { body: 'x', headers: { 'content-type': 'multipart/form-data' }, token: ada.token }
    expect(await refused(gatehouse, () => call('PATCH', EXPRESS + path, broken))).toEqual({
      status: 400,
      body: failure(400, 'The body is not well formed: Multipart form'),
    })
    const json = { json: { [name]: 'x' }, token: ada.token }
    expect(await refused(gatehouse, () => call('PATCH', EXPRESS + path, json))).toEqual({
      status: 400,
      body: lacking,
    })
  })

  it('refuses more than 5 MiB', async () => {
    const large = new Uint8Array(5 * 1024 * 1024 + 1)
    large.set(RED)
    expect(await refused(gatehouse, () => send(path, { [name]: large }))).toEqual({
      status: 413,
      body: failure(413, 'The picture is too large'),
    })
  })

  it.each([
    [undefined, 'Unauthorized request'],
    ['f'.repeat(40), 'Invalid Access Token'],
  ])('refuses the token %s before it reads the form', async (token, message) => {
    const init = { body: formOf({ file: RED }), ...(token !== undefined && { token }) }
    expect(await refused(gatehouse, () => call('PATCH', EXPRESS + path, init))).toEqual({
      status: 401,
      body: failure(401, message),
    })
  })
})

describe('avatar and cover', () => {
  it('may be one picture, which stays for as long as either needs it', async () => {
    await setAvatar(RED)
    await setCover(RED)
    await setAvatar(GREEN)
    const { kept, cover } = await pictures()
    expect(kept).toContain(cover)

    await setCover(GREEN)
    const after = await pictures()
    expect(after.kept).not.toContain(cover)
    expect(after.kept).toContain(after.cover)
  })

  it('of two people stand at two addresses, even when they are one picture', async () => {
    await setAvatar(RED)
    const [mine] = [(await pictures()).avatar]
    ada = await signUp(gatehouse, 'eve')
    await setAvatar(RED)
    expect((await pictures()).avatar).not.toBe(mine)
  })

  it('go with the account', async () => {
    const before = await pictureAddresses()
    await setAvatar(RED)
    await setCover(BLUE)
    expect((await pictures()).kept).toHaveLength(before.length + 2)
    await call('DELETE', `/api/v1/users/${ada.id}/`, { token: ada.token })
    expect((await pictures()).kept).toEqual(before)
  })
})
