import { expect } from 'vitest'
import type { AppEnv } from './gatehouse.ts'
import { everything } from './rows.ts'

/** The answer to what has to be refused: all that is stored is as it was before, and no email was sent. */
export async function refused<Answer>(gatehouse: AppEnv, ask: () => Promise<Answer>): Promise<Answer> {
  const sent = (await gatehouse.emails()).length
  const before = await everything()
  const answer = await ask()
  expect((await gatehouse.emails()).length).toBe(sent)
  expect(await everything()).toEqual(before)
  return answer
}
