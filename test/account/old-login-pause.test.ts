import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askedAbout, LATER, openAsking, signIn } from '../support/old-login.ts'

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a fault of the old back end', () => {
  it('five times in a row pauses it, and then one request tries', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    old.answer = () => new Response('broken', { status: 500 })
    for (let fault = 0; fault < 5; fault++) expect(await signIn(house, ada)).toEqual(LATER('10'))
    expect(await signIn(house, ada)).toEqual(LATER('30'))
    expect(old.asked).toHaveLength(5)
    house.wait(31)
    expect(await signIn(house, ada)).toEqual(LATER('10'))
    expect(await signIn(house, ada)).toEqual(LATER('30'))
    expect(old.asked).toHaveLength(6)
    house.wait(31)
    delete old.answer
    expect((await signIn(house, ada)).status).toBe(200)
    const bob = await askedAbout(house, old)
    expect((await signIn(house, bob)).status).toBe(200)
  })

  it('that is of one request alone pauses nothing, nor goes on with a pause', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    const answers = [
      new Response('<html>blocked', { status: 403 }),
      Response.json({ password: ['This field may not be blank.'] }, { status: 400 }),
    ]
    for (const answer of Array.from({ length: 4 }, () => answers).flat()) {
      old.answer = () => answer.clone()
      expect(await signIn(house, ada)).toEqual(LATER('10'))
    }
    expect(old.asked).toHaveLength(8)
    old.answer = () => new Response('broken', { status: 500 })
    for (let fault = 0; fault < 5; fault++) await signIn(house, ada)
    house.wait(31)
    old.answer = () => new Response('<html>blocked', { status: 403 })
    expect(await signIn(house, ada)).toEqual(LATER('10'))
    delete old.answer
    expect((await signIn(house, ada)).status).toBe(200)
  })
})
