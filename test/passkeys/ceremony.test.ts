import { beforeAll, describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../src/ports/bytes.ts'
import { FLAGS, newAuthenticator, type Tweaks } from '../support/authenticator.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import {
  addPasskey,
  creationOptions,
  type Keyed,
  passkeysOf,
  REFUSED,
  requestOptions,
  rowOf,
  signInWith,
  tryRegister,
} from '../support/passkeys.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { sessionsOf } from '../support/second-factor.ts'

const gatehouse = openGatehouse()
const { post } = callerOf(gatehouse)
let ada: Keyed
let bob: SignedUp
beforeAll(async () => {
  ada = await addPasskey(gatehouse, await signUp(gatehouse))
  bob = await signUp(gatehouse)
})

const INVALID = {
  status: 400,
  body: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter: 'credential', detail: 'This is not valid.' }],
  },
}

/** Neither a registration nor a sign-in is accepted so, and nothing is changed. */
async function refusesBoth(tweaks: Tweaks, made: Tweaks = tweaks): Promise<void> {
  const [row, sessions] = [await rowOf(ada.authenticator.id), await sessionsOf(ada)]
  expect(await signInWith(gatehouse, ada, tweaks)).toMatchObject(REFUSED)
  expect(await tryRegister(gatehouse, bob, await newAuthenticator(), made)).toMatchObject(INVALID)
  await gatehouse.settled()
  expect([await rowOf(ada.authenticator.id), await sessionsOf(ada), await passkeysOf(bob)]).toEqual([
    row,
    sessions,
    [],
  ])
}

describe('an answer of a browser is refused', () => {
  it.each([
    'https://localhost:8787',
    'http://localhost:8788',
    'http://localhost',
    'http://app.localhost:8787',
    'http://localhost:8787/',
    'http://LOCALHOST:8787',
    'http://localhost:8787.evil.example',
    'null',
    '',
  ])('from the origin “%s” (PKY-02)', (origin) => refusesBoth({ origin }))

  it('whose origin is no text (PKY-02)', () => refusesBoth({ origin: [gatehouse.origin] }))

  it.each([{ crossOrigin: true }, { crossOrigin: 'false' }, { topOrigin: 'http://localhost:8787' }])(
    'from a frame: %j (PKY-02)',
    async (client) => {
      // SimpleWebAuthn takes these, so that it is not asked.
      const options = await requestOptions(gatehouse)
      const credential = await ada.authenticator.use(options, ada.userHandle, { client })
      expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
      const creation = await creationOptions(gatehouse, bob.token)
      const made = await (await newAuthenticator()).make(creation, { client })
      expect(await post('/account/passkeys', { credential: made }, bob.token)).toMatchObject(INVALID)
      expect(await passkeysOf(bob)).toEqual([])
    },
  )

  it.each(['example.com', 'localhost.', 'host', ''])('for the host “%s” (PKY-03)', (rpId) =>
    refusesBoth({ rpId }),
  )

  it('of another type, or without one', async () => {
    await refusesBoth({ type: 'webauthn.create' }, { type: 'webauthn.get' })
    await refusesBoth({ type: 'payment.get' })
    await refusesBoth({ type: '' })
  })

  it.each([
    ['nobody was there', FLAGS.verified],
    ['nobody was verified', FLAGS.present],
    ['neither', 0],
    ['it is backed up and cannot be', FLAGS.present | FLAGS.verified | FLAGS.backedUp],
  ])('where %s (PKY-06)', (_, flags) => refusesBoth({ flags }, { flags: flags | FLAGS.made }))

  it('with a challenge that was altered, is not ours, or is for something else (PKY-04)', async () => {
    const other = await creationOptions(gatehouse, ada.token)
    const signIn = await requestOptions(gatehouse)
    const alter = (text: string) => {
      const bytes = fromBase64Url(text)
      bytes[3] = (bytes[3] ?? 0) ^ 1
      return toBase64Url(bytes)
    }
    // Another account's, one of a sign-in, an altered one, its end alone altered, an empty one.
    const forMaking = [other.challenge, signIn.challenge, alter(other.challenge), `${signIn.challenge}A`, '']
    for (const challenge of forMaking) {
      const credential = await (await newAuthenticator()).make(await creationOptions(gatehouse, bob.token), {
        challenge,
      })
      expect(await post('/account/passkeys', { credential }, bob.token)).toMatchObject(INVALID)
    }
    const forUse = [other.challenge, alter(signIn.challenge), signIn.challenge.slice(1), 'x'.repeat(75), '']
    for (const challenge of forUse) {
      const credential = await ada.authenticator.use(signIn, ada.userHandle, { challenge })
      expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
    }
    expect(await passkeysOf(bob)).toEqual([])
  })

  it('with a challenge that is five minutes old, or was used (PKY-04)', async () => {
    const [old, fresh] = [await requestOptions(gatehouse), await creationOptions(gatehouse, bob.token)]
    gatehouse.wait(300)
    const late = await ada.authenticator.use(old, ada.userHandle)
    expect(await post('/account/login/passkey', { credential: late })).toMatchObject(REFUSED)
    const made = await (await newAuthenticator()).make(fresh)
    expect(await post('/account/passkeys', { credential: made }, bob.token)).toMatchObject(INVALID)

    const options = await requestOptions(gatehouse)
    gatehouse.wait(299)
    const credential = await ada.authenticator.use(options, ada.userHandle)
    expect((await post('/account/login/passkey', { credential })).status).toBe(200)
    expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
    const again = await ada.authenticator.use(options, ada.userHandle)
    expect(await post('/account/login/passkey', { credential: again })).toMatchObject(REFUSED)
  })

  it('with a wrong signature, or that of other data', async () => {
    const flip = (at: number) => (bytes: Uint8Array<ArrayBuffer>) =>
      bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
    for (const at of [5, 20, 60])
      expect(await signInWith(gatehouse, ada, { signature: flip(at) })).toMatchObject(REFUSED)
    // SimpleWebAuthn takes a set for a sequence, and a length that is not right.
    for (const at of [0, 1]) {
      const tweaks = { signature: flip(at) }
      const lax = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle, tweaks)
      expect(await post('/account/login/passkey', { credential: lax })).toMatchObject(REFUSED)
    }
    const eve = await newAuthenticator()
    const options = await requestOptions(gatehouse)
    const [own, others] = [
      await ada.authenticator.use(options, ada.userHandle),
      await eve.use(options, ada.userHandle),
    ]
    const mixed = { ...own, response: others.response }
    expect(await post('/account/login/passkey', { credential: mixed })).toMatchObject(REFUSED)
  })

  it.each([-7, -8, -257] as const)('with a signature of any length (algorithm %i)', async (algorithm) => {
    const eve = await addPasskey(gatehouse, await signUp(gatehouse), await newAuthenticator(algorithm))
    for (const length of [1, 32, 63, 65, 72, 128, 255, 257, 512, 4000]) {
      const signature = () => new Uint8Array(length).fill(1)
      expect(await signInWith(gatehouse, eve, { signature })).toMatchObject(REFUSED)
    }
    expect(await sessionsOf(eve)).toHaveLength(1)
    expect((await signInWith(gatehouse, eve)).status).toBe(200)
  })

  it('in which something is missing, as a fault of the request', async () => {
    const own = await ada.authenticator.use(await requestOptions(gatehouse), ada.userHandle)
    const { signature: _, ...rest } = own.response
    const others = [undefined, null, 'x', [], {}, { ...own, response: 'x' }, { ...own, response: rest }]
    for (const credential of [...others, { ...own, id: 7 }, { ...own, rawId: undefined }])
      expect(await post('/account/login/passkey', { credential })).toMatchObject({
        status: 400,
        body: { errors: expect.arrayContaining(INVALID.body.errors) },
      })
    for (const credential of [
      { ...own, type: 'password' },
      { ...own, rawId: 'AAAA' },
      { ...own, id: '*', rawId: '*' },
    ])
      expect(await post('/account/login/passkey', { credential })).toMatchObject(REFUSED)
  })
})
