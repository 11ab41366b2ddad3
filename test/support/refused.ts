import { expect } from 'vitest'
import type { House } from './house.ts'
import { everything } from './rows.ts'

/** The answer to what has to be refused: all that is stored is as it was before, and no letter was sent. */
export async function refused<Answer>(house: House, ask: () => Promise<Answer>): Promise<Answer> {
  const sent = (await house.letters()).length
  const before = await everything()
  const answer = await ask()
  expect((await house.letters()).length).toBe(sent)
  expect(await everything()).toEqual(before)
  return answer
}
