import { describe, expect, it } from 'vitest'
import { defineConfig, email, text } from '../../src/configuration.ts'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documentsOf } from '../../src/http/documents.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { refused } from '../support/refused.ts'
import { newcomer } from './person.ts'

const config = defineConfig({
  fields: {
    email: email({ answers: ['registration', 'owner'], taken: 'This address is in use.' }),
    first_name: text({ registration: false }),
    phone: text({ required: true, unique: true, taken: 'member with this telephone already exists.' }),
    code: text({ blank: true, answers: [] }),
    note: text({ blank: true, registration: false, answers: ['owner'] }),
  },
  apis: { djoser: { settings: { HIDE_USERS: false }, idName: 'public_id' } },
})
const gatehouse = openGatehouse({}, { config })
const { get, post, patch } = callerOf(gatehouse)
let calls = 0
const phone = () => `+49${++calls}`

const signIn = async ({ username, password }: { username: string; password: string }) => {
  const { body } = await post('/auth/token/login/', { username, password })
  return (body as { auth_token: string }).auth_token
}

describe('the answers of djoser', () => {
  it('have the fields that are shown there, and the id by its name', async () => {
    const person = { ...newcomer(), phone: phone(), code: 'x1' }
    const { username, email: address } = person
    const shown = { public_id: expect.any(String), username, phone: person.phone }
    const made = await post('/auth/users/', person)
    expect(made).toMatchObject({ status: 201 })
    expect(made.body).toEqual({ ...shown, email: address })
    const token = await signIn(person)
    const mine = { ...shown, email: address, first_name: '', note: '' }
    const me = (await get('/auth/users/me/', token)).body as { public_id: string }
    expect(me).toEqual(mine)
    const path = `/auth/users/${me.public_id}/`
    const others = { ...shown, first_name: '' }
    expect((await get(path, token)).body).toEqual(others)
    expect((await get('/auth/users/?limit=1', token)).body).toEqual([
      expect.not.objectContaining({ note: '' }),
    ])
    expect((await patch(path, { note: 'n' }, token)).body).toEqual(others)
    expect((await get('/auth/users/me/', token)).body).toEqual({ ...mine, note: 'n' })
  })

  it('are so in the API document', () => {
    const { djoser } = documentsOf(config)
    if (!djoser) throw new Error('djoser is off')
    const { paths, components } = documentOf(djoser, '/')
    const shapeOf = (name = '') => JSON.stringify(components?.schemas?.[name])
    const answerOf = (path: string) =>
      JSON.stringify(paths?.[path]?.get?.responses?.['200']).replace(
        /\{"\$ref":"#\/components\/schemas\/(\w+)"\}/,
        (_, name) => shapeOf(name),
      )
    expect(answerOf('/auth/users/{id}/')).toContain('"public_id"')
    expect(answerOf('/auth/users/{id}/')).not.toMatch(/"note"|"code"|"email"/)
    expect(answerOf('/auth/users/me/')).toMatch(/"note"/)
    expect(answerOf('/auth/users/me/')).not.toMatch(/"code"/)
  })
})

describe('a value that another account has', () => {
  it('is refused in the words of the configuration, with all else that is wrong', async () => {
    const [ada, eve] = [
      { ...newcomer(), phone: phone() },
      { ...newcomer(), phone: phone() },
    ]
    for (const each of [ada, eve]) expect(await post('/auth/users/', each)).toMatchObject({ status: 201 })
    const tokens = { ada: await signIn(ada), eve: await signIn(eve) }
    const sent = { email: ada.email, phone: ada.phone, note: [] }
    expect(await refused(gatehouse, () => patch('/auth/users/me/', sent, tokens.eve))).toEqual({
      status: 400,
      body: {
        note: ['Not a valid string.'],
        email: ['This address is in use.'],
        phone: ['member with this telephone already exists.'],
      },
    })
    expect(await refused(gatehouse, () => patch('/auth/users/me/', sent, tokens.ada))).toEqual({
      status: 400,
      body: { note: ['Not a valid string.'] },
    })
    const again = { ...newcomer(), phone: ada.phone }
    expect(await refused(gatehouse, () => post('/auth/users/', again))).toEqual({
      status: 400,
      body: { phone: ['member with this telephone already exists.'] },
    })
  })
})
