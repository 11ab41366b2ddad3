import { writeRequest } from '../load/request.ts'
import { startWorkerd } from '../world/workerd.ts'
import { type Circumstances, insertRows, type Peer } from './peer.ts'

const TOKEN = 'a'.repeat(40)

const sameFrom = (workerd: Peer['workerd'], path: string): Peer => ({
  workerd,
  scripts: async (operation, clients) =>
    Array.from({ length: clients }, (_, client) => {
      const request = writeRequest('GET', operation === 'password' ? '/2' : path, { client })
      return { expect: 200, next: () => request }
    }),
})

/** A router and nothing else, or a hash and nothing else. */
export const openBare = async ({ bundle, condition, folder }: Circumstances): Promise<Peer> =>
  sameFrom(await startWorkerd({ bundle, condition, folder }), '/')

/** A router and one read by a key. */
export const openHonoD1 = async ({ bundle, condition, folder, accounts }: Circumstances): Promise<Peer> => {
  const workerd = await startWorkerd({ bundle, condition, folder, options: { d1Databases: { DB: 'DB' } } })
  const d1 = await workerd.d1()
  await d1
    .prepare('CREATE TABLE people (token TEXT PRIMARY KEY, username TEXT NOT NULL, email TEXT NOT NULL)')
    .run()
  const others = Array.from({ length: accounts }, (_, number) => String(number).padStart(40, 'b'))
  await insertRows(
    d1,
    'people',
    [TOKEN, ...others].map((token) => ({ token, username: token, email: `${token}@example.com` })),
  )
  return sameFrom(workerd, `/${TOKEN}`)
}
