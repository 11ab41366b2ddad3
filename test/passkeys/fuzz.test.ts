import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../src/ports/bytes.ts'
import { join, newAuthenticator } from '../support/authenticator.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addPasskey, creationOptions, type Keyed, requestOptions } from '../support/passkeys.ts'
import { signUp } from '../support/people.ts'

describe('requests with bytes of a fuzzer (PKY-11)', () => {
  const gatehouse = openGatehouse()
  const { post } = callerOf(gatehouse)
  let ada: Keyed
  beforeAll(async () => {
    ada = await addPasskey(gatehouse, await signUp(gatehouse))
  })
  /** A change at a place: a byte that is another, missing, or one too many. */
  const changes = fc.record({ at: fc.nat(), byte: fc.integer({ min: 1, max: 255 }), kind: fc.nat(2) })
  const changed = (
    whole: Uint8Array<ArrayBuffer>,
    { at, byte, kind }: { at: number; byte: number; kind: number },
  ) => {
    const place = at % whole.length
    const [before, here, after] = [
      whole.slice(0, place),
      whole.slice(place, place + 1),
      whole.slice(place + 1),
    ]
    if (kind === 0) return join(before, new Uint8Array([(here[0] ?? 0) ^ byte]), after)
    return kind === 1 ? join(before, after) : join(before, new Uint8Array([byte]), here, after)
  }

  it('are refused, and never with a fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom('data', 'signature'), async (change, part) => {
        const tweak = { [part]: (whole: Uint8Array<ArrayBuffer>) => changed(whole, change) }
        const options = await requestOptions(gatehouse)
        const own = await ada.authenticator.use(options, ada.userHandle)
        const other = await ada.authenticator.use(options, ada.userHandle, tweak)
        // What was signed is as it was, so that a change is never signed.
        const response = {
          ...own.response,
          [part === 'data' ? 'authenticatorData' : 'signature']:
            part === 'data' ? other.response.authenticatorData : other.response.signature,
        }
        const answer = await post('/account/login/passkey', { credential: { ...own, response } })
        expect(answer.status).toBe(401)
      }),
      { numRuns: 150 },
    )
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const made = await (await newAuthenticator()).make(await creationOptions(gatehouse, ada.token), {
          attestation: (whole) => changed(whole, change),
        })
        const { status } = await post('/account/passkeys', { credential: made }, ada.token)
        expect([201, 400, 409]).toContain(status)
        const { passkeys } = (await callerOf(gatehouse).get('/account/passkeys', ada.token)).body as {
          passkeys: { id: string }[]
        }
        for (const { id } of passkeys.slice(1)) {
          const removed = await gatehouse.request(`/account/passkeys/${id}`, {
            method: 'DELETE',
            token: ada.token,
          })
          expect(removed.status).toBe(204)
        }
      }),
      { numRuns: 150 },
    )
    await gatehouse.settled()
  })

  it('that are no base64url, or very long, too', async () => {
    const options = await requestOptions(gatehouse)
    const own = await ada.authenticator.use(options, ada.userHandle)
    for (const text of [
      '=',
      'A',
      '%',
      'ü',
      'AB',
      'AAA=',
      'A'.repeat(8000),
      toBase64Url(new Uint8Array(6000)),
    ])
      for (const name of Object.keys(own.response)) {
        const credential = { ...own, response: { ...own.response, [name]: text } }
        expect((await post('/account/login/passkey', { credential })).status).toBe(401)
      }
  })
})
