import { expect, it } from 'vitest'
import { tellAtExit } from '../../src/cli/tell-at-exit.ts'
import { openHouse } from './import/local-database.ts'
import { siteAs } from './import/open-fixture.ts'
import { hearTerminal } from './listen.ts'

/* On a signal, what opens the local database ends the process at once. */

const endingFrom = (before: unknown[]) => () => {
  const added = process.listeners('exit').filter((each) => !before.includes(each))
  expect(added).toHaveLength(1)
  for (const each of added) each(130)
}

it('says what has become of the work, until it is taken back', () => {
  const before = process.listeners('exit')
  const { printed, restore } = hearTerminal()
  const takeBack = tellAtExit(() => 'Half of it was done')
  endingFrom(before)()
  takeBack()
  restore()
  expect([printed.stdout, printed.stderr]).toEqual(['', '✘ Half of it was done\n'])
  expect(process.listeners('exit')).toEqual(before)
})

it('says how far an import is that is ended', async () => {
  const { run } = await openHouse({ ids: 'integer' })
  const before = process.listeners('exit')
  const resets = { note: endingFrom(before), finish: async () => 0 }
  const { code, stderr } = await run(siteAs('sqlite'), {}, { resets })
  expect([code, stderr]).toEqual([0, '✘ Stopped after 20 of 20. To continue, run it again\n'])
  expect(process.listeners('exit')).toEqual(before)
})
