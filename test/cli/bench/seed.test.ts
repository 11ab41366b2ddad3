import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openConnection } from '../../../bench/load/connection.ts'
import { writeRequest } from '../../../bench/load/request.ts'
import { openGatehouse } from '../../../bench/peers/gatehouse.ts'
import type { Peer } from '../../../bench/peers/peer.ts'
import { measureSize } from '../../../bench/seed/measure-size.ts'
import { seedFolder } from '../../../bench/seed/seed-folder.ts'
import { accountIdOf, SEEDED_PASSWORD, tokenOf, usernameOf } from '../../../bench/seed/seeded.ts'
import { makeBundle, migrate } from '../../../bench/world/bundles.ts'
import { Refused } from '../../../src/cli/refused.ts'
import { openKeys } from '../../../src/ports/keys.ts'
import { SECRETS } from '../../support/secrets.ts'

const root = mkdtempSync(join(tmpdir(), 'gatehouse-'))
const [template, folder] = [join(root, 'template'), join(root, 'house')]
const stop = AbortSignal.timeout(110_000)
const keys = openKeys(SECRETS)
const LAST = 149
// Each may wait for a hash or two, and everything else of a test run is busy beside it.
vi.setConfig({ testTimeout: 30_000 })

let peer: Peer | undefined
beforeAll(async () => {
  const [bundle] = await Promise.all([makeBundle('worker', root, stop), migrate(template, stop)])
  const circumstances = {
    bundle,
    condition: 'plain',
    folder,
    template,
    secrets: SECRETS,
    clients: 1,
    stop,
  } as const
  peer = await openGatehouse()({ ...circumstances, accounts: LAST + 1 })
})
afterAll(async () => {
  await peer?.workerd.stop()
  rmSync(root, { recursive: true })
})

function here(): Peer {
  if (!peer) throw new Error('it did not open')
  return peer
}

async function ask(request: string) {
  const connection = await openConnection(here().workerd.origin)
  const { status, body } = await connection.ask(request)
  connection.close()
  return { status, body: body && JSON.parse(body) }
}

describe('npm run bench:seed', () => {
  it('makes accounts that sign in with the one password, and with no other', async () => {
    const logIn = (password: string) =>
      ask(writeRequest('POST', '/auth/token/login/', { json: { username: usernameOf(LAST), password } }))
    expect(await logIn(SEEDED_PASSWORD)).toEqual({ status: 200, body: { auth_token: expect.any(String) } })
    expect(await logIn('Rt5-harbour-Cormorant')).toMatchObject({ status: 400 })
  })

  it('makes sessions whose tokens are known to the APIs', async () => {
    const { token } = await tokenOf(keys, LAST)
    expect(await ask(writeRequest('GET', '/auth/users/me/', { authorization: `Token ${token}` }))).toEqual({
      status: 200,
      body: { email: `${usernameOf(LAST)}@example.com`, id: accountIdOf(LAST), username: usernameOf(LAST) },
    })
    const listed = await ask(writeRequest('GET', '/account/sessions', { authorization: `Bearer ${token}` }))
    const kinds = listed.body.sessions.map(({ kind }: { kind: string }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['token', 'jwt', 'express']))
  })

  it.each(['registration', 'login', 'read', 'read-jwt', 'refresh', 'verify', 'logout', 'password'] as const)(
    'lets the benchmark measure %s',
    async (operation) => {
      const [script] = await here().scripts(operation, 1, 1)
      expect(await ask(script?.next() ?? '')).toMatchObject({ status: script?.expect })
    },
  )

  it('refuses while a server has the database open, and changes nothing', async () => {
    await expect(seedFolder({ folder, keys, accounts: LAST + 10, stop })).rejects.toThrow(Refused)
    expect(await (await here().workerd.d1()).prepare('SELECT COUNT(*) AS n FROM accounts').first('n')).toBe(
      LAST + 2,
    )
  })

  it('refuses where there is no database', async () => {
    await expect(seedFolder({ folder: root, keys, accounts: 1, stop })).rejects.toThrow(
      'There is no database',
    )
  })

  it('adds what is missing, and nothing twice', async () => {
    const seed = (accounts: number) => seedFolder({ folder: template, keys, accounts, stop })
    expect((await seed(20)).added).toBe(20)
    const { added, file } = await seed(50)
    expect(added).toBe(30)
    expect((await seed(50)).added).toBe(0)
    const { perAccount, withSessions } = measureSize(file)
    expect(withSessions).toBeGreaterThan(perAccount)
  })
})
