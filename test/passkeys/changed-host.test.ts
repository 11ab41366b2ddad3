import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addPasskey, passkeysOf, signInWith } from '../support/passkeys.ts'
import { signUp } from '../support/people.ts'

const warningsAt = async (own: Partial<Env> = {}) => {
  const { body } = await callerOf(openGatehouse(own)).get('/readyz')
  return (body as { warnings: string[] }).warnings.filter((each) => each.startsWith('PASSKEY_RP_ID'))
}
const moved = { PUBLIC_URL: 'https://id.example.com' }
const LOST =
  'PASSKEY_RP_ID: passkeys work for id.example.com now, and there are some for localhost, which sign nobody in any more. Set it back to localhost, or have their owners add new ones'

describe('passkeys of another host', () => {
  it('are warned of at /readyz while there are any', async () => {
    const gatehouse = openGatehouse()
    expect([await warningsAt(), await warningsAt(moved)]).toEqual([[], []])
    const ada = await addPasskey(gatehouse, await signUp(gatehouse))
    expect(await passkeysOf(ada)).toMatchObject([{ rp_id: 'localhost' }])
    expect(await warningsAt()).toEqual([])
    expect(await warningsAt(moved)).toEqual([LOST])
    expect(await warningsAt({ ...moved, PASSKEY_RP_ID: 'example.com' })).toEqual([
      LOST.replace('id.example.com', 'example.com'),
    ])
    expect(await warningsAt({ ...moved, SECOND_FACTOR: 'off' })).toEqual([])
    const path = `/account/passkeys/${ada.authenticator.id}`
    expect((await callerOf(gatehouse).delete(path, undefined, ada.token)).status).toBe(204)
    expect(await warningsAt(moved)).toEqual([])
    await gatehouse.settled()
  })

  it('are known once they are used, if a release before did not note their host', async () => {
    const gatehouse = openGatehouse()
    const ada = await addPasskey(gatehouse, await signUp(gatehouse))
    await env.DB.prepare('update passkeys set rp_id = null').run()
    expect(await warningsAt(moved)).toEqual([])
    expect((await signInWith(gatehouse, ada)).status).toBe(200)
    expect(await passkeysOf(ada)).toMatchObject([{ rp_id: 'localhost' }])
    expect(await warningsAt(moved)).toEqual([LOST])
    await gatehouse.settled()
  })
})
