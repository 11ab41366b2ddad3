import { beforeAll, describe, expect, it } from 'vitest'
import { boolean, choice, dateTime, defineConfig, email, integer, text } from '../../src/configuration.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { refused } from '../support/refused.ts'
import { member, newcomer } from './person.ts'

const REQUIRED = ['This field is required.']
const BLANK = ['This field may not be blank.']

const config = defineConfig({
  timeZone: 'Europe/Berlin',
  fields: {
    email: email({ required: true, update: { required: false, blank: true } }),
    first_name: text({ required: true, update: { required: false, blank: true, maxLength: 20 } }),
    phone: text({ blank: true, update: { required: true, blank: false, minLength: 5 } }),
    size: choice(['s', 'm'], { required: true, update: { required: false, null: true } }),
    born_at: dateTime({ required: true, update: { required: false } }),
    level: integer({ null: true, update: { null: false } }),
    news: boolean({}),
  },
})
const gatehouse = openGatehouse({}, { config })
const { get, post, put, patch } = callerOf(gatehouse)
const whole = { first_name: 'Ada', size: 's', born_at: '2020-01-02T10:00:00' }

describe('rules of a change that are not those of a registration', () => {
  let token: string
  beforeAll(async () => {
    token = (await member(gatehouse, whole)).token
  })

  it('leave a registration as it is', async () => {
    const { username, password } = newcomer()
    expect(
      await refused(gatehouse, () => post('/auth/users/', { username, password, first_name: '' })),
    ).toEqual({
      status: 400,
      body: { email: REQUIRED, first_name: BLANK, size: REQUIRED, born_at: REQUIRED },
    })
    const person = newcomer()
    const { password: _, ...shown } = person
    expect(await post('/auth/users/', { ...person, ...whole, phone: '' })).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        ...shown,
        ...whole,
        born_at: '2020-01-02T10:00:00+01:00',
        phone: '',
        level: null,
        news: false,
      },
    })
  })

  it('count for PUT', async () => {
    expect(await refused(gatehouse, () => put('/auth/users/me/', {}, token))).toEqual({
      status: 400,
      body: { phone: REQUIRED },
    })
    expect(await put('/auth/users/me/', { phone: '12345' }, token)).toMatchObject({
      status: 200,
      body: { ...whole, born_at: '2020-01-02T10:00:00+01:00', phone: '12345' },
    })
  })

  it('count for PATCH', async () => {
    const sent = { first_name: 'a name of many letters', phone: '1234', level: null, size: 'l' }
    expect(await refused(gatehouse, () => patch('/auth/users/me/', sent, token))).toEqual({
      status: 400,
      body: {
        first_name: ['Ensure this field has no more than 20 characters.'],
        phone: ['Ensure this field has at least 5 characters.'],
        size: ['"l" is not a valid choice.'],
        level: ['This field may not be null.'],
      },
    })
    const changed = { first_name: '', size: null, born_at: '2021-07-02T10:00:00' }
    expect(await patch('/auth/users/me/', changed, token)).toMatchObject({ status: 200 })
    expect((await get('/auth/users/me/', token)).body).toMatchObject({
      ...changed,
      born_at: '2021-07-02T10:00:00+02:00',
    })
  })

  it('are checked with the configuration', () => {
    const wrong = defineConfig({
      fields: { phone: text({ update: { unique: true } as object }), name: text({ update: 'no' as never }) },
    })
    expect(checkConfig(wrong)).toEqual([
      'fields.phone.update may have required, null, blank, maxLength, minLength',
      'fields.name.update may have required, null, blank, maxLength, minLength',
    ])
  })
})
