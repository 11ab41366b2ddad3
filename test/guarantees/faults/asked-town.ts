import { beforeAll, beforeEach } from 'vitest'
import type { openGatehouse } from '../../support/gatehouse.ts'
import { takeSnapshot } from '../../support/snapshot.ts'
import { endpoints } from './endpoints.ts'
import { buildTown, type Town } from './town.ts'

/* A request that works at every operation of the documents, of people who are as they were before each test. */

/** Without the slash at its end, and with `:id` in place of `{id}`. */
export const plain = (path: string) => path.replace(/\{(\w+)\}/g, ':$1').replace(/\/$/, '')

/** `operation`: as in `POST /api/login/`. */
export const requestOf = (operation: string) =>
  endpoints.find(({ route }) => route.replace(/\/$/, '') === plain(operation))?.ask

/** Builds the town before all tests of a file, and puts it back before each. */
export function keepTown(gatehouse: ReturnType<typeof openGatehouse>): () => Town {
  let town: Town
  let snapshot: Awaited<ReturnType<typeof takeSnapshot>>
  beforeAll(async () => {
    town = await buildTown(gatehouse)
    snapshot = await takeSnapshot()
  })
  beforeEach(async () => {
    await gatehouse.settled()
    await snapshot.restoreTables()
    await snapshot.restoreObjects()
  })
  return () => town
}
