import { env } from 'cloudflare:workers'
import { beforeAll, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { disable, type SignedUp, signUp } from '../support/people.ts'
import { mounts } from '../support/standard.ts'

/* Every address × every method × everybody: each cell of the table has a status that follows from what stands there. */

const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }
const gatehouse = openGatehouse(WEAK as Partial<Env>)
const { call } = callerOf(gatehouse)

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const SOMEBODYS = /:id\{[^/]*\}/
/** What stands below an account: none of it is there. */
const PARTS = /:session\{[^/]*\}|:event\{[^/]*\}/

/** Things of one's own, whose id is no account's. */
const OWN_THINGS = /^\/account\/(sessions|trusted-clients|passkeys)\/:/

/** What stands at each address: by method, whether it needs a login. */
const addresses = new Map<string, Map<string, boolean>>()
for (const { base, app } of mounts) {
  for (const { method, path, handler } of app.routes) {
    if (handler.name !== 'signedIn' && handler.name !== 'publicEndpoint') continue
    // Any of the words that stand for a second factor which is not here.
    const address = (base + path).replace(/:method\{(\w+)\|.*\}/, '$1')
    const here = addresses.get(address) ?? new Map()
    addresses.set(address, here.set(method, handler.name === 'signedIn'))
  }
}

/** People without a session: nobody, and whoever was disabled or deleted. */
const outsiders: Record<string, string | undefined> = { anybody: undefined }
let bob: SignedUp

beforeAll(async () => {
  const [off, gone] = [await signUp(gatehouse), await signUp(gatehouse)]
  bob = await signUp(gatehouse)
  await disable(off)
  await env.DB.prepare('delete from accounts where id = ?').bind(gone.id).run()
  Object.assign(outsiders, { disabled: off.token, deleted: gone.token })
})

const isExpress = (path: string) => /^\/api\/v1\/users\/\w/.test(path)

async function statusOf(method: string, path: string, token: string | undefined): Promise<number> {
  const body = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? {} : { json: {} }
  return (await call(method, path, { ...body, ...(token && { token }) })).status
}

/** What somebody is told at an address that has not this method, or who asks what it has. */
function elsewhere(path: string, method: string, isIn: boolean): number {
  if (isExpress(path)) return method === 'OPTIONS' ? 204 : 404
  const allGuarded = [...(addresses.get(path)?.values() ?? [])].every((guarded) => guarded)
  // djoser shows no word under its users to who has not signed in.
  const asksFirst = allGuarded || /^\/auth\/users(\/[^/]+)?$/.test(path)
  if (asksFirst && !isIn) return 401
  return method === 'OPTIONS' ? 204 : 405
}

const isForStaff = (path: string) => path.startsWith('/account/admin/')

/** What the account of another answers: the collection of users says that it is theirs, djoser that it is not there. */
const othersAt = (path: string, method: string) =>
  isForStaff(path) || path.startsWith('/api/') || (path.startsWith('/auth/') && method === 'DELETE')
    ? 403
    : 404

it.each([...addresses])(
  '%s answers everybody, with every method, as it stands there (IDR-09)',
  async (path, apis) => {
    const found: string[] = []
    const expectStatus = (who: string, method: string, status: number, good: number[]) => {
      if (!good.includes(status)) found.push(`${who} ${method}: ${status}, not ${good}`)
    }
    for (const method of METHODS) {
      const guarded = apis.get(method === 'HEAD' ? 'GET' : method)
      const ada = await signUp(gatehouse)
      const at = (id: string) => path.replace(SOMEBODYS, id).replace(PARTS, crypto.randomUUID())

      for (const [who, token] of Object.entries(outsiders)) {
        const status = await statusOf(method, at(bob.id), token)
        if (guarded === undefined) expectStatus(who, method, status, [elsewhere(path, method, false)])
        else if (guarded) expectStatus(who, method, status, [401])
        else expectStatus(who, method, status, [await statusOf(method, path, ada.token)])
      }
      if (guarded && SOMEBODYS.test(path))
        expectStatus('another', method, await statusOf(method, at(bob.id), ada.token), [
          othersAt(path, method),
          // A passkey is looked for after its new name was read.
          ...(OWN_THINGS.test(path) && method === 'PATCH' ? [400] : []),
        ])
      const own = await statusOf(method, at(ada.id), ada.token)
      if (guarded === undefined) expectStatus('oneself', method, own, [elsewhere(path, method, true)])
      else if (isForStaff(path)) expectStatus('oneself', method, own, [guarded ? 403 : 401])
      // The bodies are empty, so what needs one says what is missing.
      else if (guarded && !OWN_THINGS.test(path))
        expectStatus('oneself', method, own, [200, 201, 204, 400, 409])
    }
    expect(found).toEqual([])
  },
)

it('that table has every address of the APIs, and everybody without a session', () => {
  expect(addresses.size).toBeGreaterThan(45)
  expect(Object.keys(outsiders)).toEqual(['anybody', 'disabled', 'deleted'])
})
