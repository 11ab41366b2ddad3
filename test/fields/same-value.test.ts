import { beforeAll, describe, expect, it } from 'vitest'
import { defineConfig, text } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { refused } from '../support/refused.ts'
import { member, newcomer } from './person.ts'

const config = defineConfig({
  fields: {
    full_name: text({ required: true, unique: true, registration: false }),
    name: text({ of: 'full_name', required: true, write: 'registration', answers: ['registration'] }),
    called: text({ of: 'first_name', blank: true }),
  },
})
const gatehouse = openGatehouse({}, { config })
const { get, post, patch } = callerOf(gatehouse)

describe('a field of another one’s value', () => {
  let ada: Awaited<ReturnType<typeof member>>
  beforeAll(async () => {
    ada = await member(gatehouse, { name: 'Ada Byron', called: 'Ada' })
  })
  const shown = () => ({ id: ada.id, email: ada.email, username: ada.username })

  it('is written and shown by either name', async () => {
    const mine = { ...shown(), called: 'Ada', full_name: 'Ada Byron' }
    expect((await get('/auth/users/me/', ada.token)).body).toEqual(mine)
    const sent = { full_name: 'Ada King', name: 'not written', called: 'A.' }
    expect((await patch('/auth/users/me/', sent, ada.token)).body).toEqual({
      ...mine,
      full_name: 'Ada King',
      called: 'A.',
    })
    expect((await get('/account/', ada.token)).body).toMatchObject({ fields: { full_name: 'Ada King' } })
  })

  it('has the rules of its own, and is unique as the other is', async () => {
    expect(await refused(gatehouse, () => post('/auth/users/', newcomer()))).toEqual({
      status: 400,
      body: { name: ['This field is required.'] },
    })
    await patch('/auth/users/me/', { full_name: 'Only One' }, ada.token)
    const second = { ...newcomer(), name: 'Only One' }
    expect(await refused(gatehouse, () => post('/auth/users/', second))).toMatchObject({ status: 400 })
  })

  it('names a field that there is', () => {
    const wrong = (of: string) =>
      checkConfig(defineConfig({ fields: { a: text({ of }), b: text({ of: 'email' }) } }))
    expect(wrong('email')).toEqual([])
    expect(wrong('a')).toEqual(['fields.a is the value of a, which is no other field'])
    expect(wrong('b')).toEqual(['fields.a is the value of b, which is no other field'])
    expect(wrong('c')).toEqual(['fields.a is the value of c, which is no other field'])
  })
})
