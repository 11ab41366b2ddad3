import * as z from 'zod'
import { Problem } from './account-refusals.ts'
import { answer, type Operations } from './api.ts'
import { CodeNeeded } from './sign-in.ts'
import { Time } from './texts.ts'

const Id = z.string().meta({ description: 'In base64url.', examples: ['b0Zx1kTq8RmWcY5uN2hLxQ'] })
const Challenge = z.string().meta({ description: 'Works once, for five minutes.', examples: ['q83vEjRW…'] })
const RpId = z
  .string()
  .meta({ description: 'The host that passkeys are bound to.', examples: ['example.com'] })
const UserId = z.string().meta({ description: 'The user handle.', examples: ['AY8ZoZ7yTUuTjHMlQ7m7Yg'] })

export const PasskeyItem = z
  .object({
    id: Id,
    name: z.string().meta({ examples: ['Phone'] }),
    backed_up: z.boolean().meta({ description: 'Whether it is copied to other devices of its owner.' }),
    created_at: Time,
    last_used_at: Time.nullable(),
  })
  .meta({ id: 'Passkey' })

export const PasskeyList = z
  .object({ passkeys: z.array(PasskeyItem), rp_id: RpId, user_id: UserId })
  .meta({ id: 'PasskeyList' })

export const NewPasskey = PasskeyItem.extend({
  recovery_codes: z
    .array(z.string())
    .optional()
    .meta({
      description: 'Shown this once, where the policy requires a second factor and this is the first.',
      examples: [['7K3MQ-2WDT9']],
    }),
}).meta({ id: 'NewPasskey' })

const PublicKey = z.literal('public-key')

const CreationOptions = z
  .object({
    rp: z.object({ id: RpId, name: z.string().meta({ examples: ['Gatehouse'] }) }),
    user: z.object({
      id: UserId,
      name: z.string().meta({ examples: ['ada'] }),
      displayName: z.string().meta({ examples: ['ada'] }),
    }),
    challenge: Challenge,
    pubKeyCredParams: z.array(z.object({ type: PublicKey, alg: z.int().meta({ examples: [-7] }) })),
    timeout: z.int().meta({ examples: [300_000] }),
    attestation: z.literal('none'),
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.boolean(),
      userVerification: z.literal('required'),
    }),
    excludeCredentials: z.array(
      z.object({
        type: PublicKey,
        id: Id,
        transports: z.array(z.string()).meta({ examples: [['internal']] }),
      }),
    ),
  })
  .meta({ id: 'PasskeyCreationOptions' })

const RequestOptions = z
  .object({
    challenge: Challenge,
    timeout: z.int().meta({ examples: [300_000] }),
    rpId: RpId,
    allowCredentials: z
      .array(z.string())
      .max(0)
      .meta({ examples: [[]] }),
    userVerification: z.literal('required'),
  })
  .meta({ id: 'PasskeyRequestOptions' })

const OFF = 'Where `SECOND_FACTOR` is `off` it is 404.'
const PROOF = `Refuses with 403 unless the sign-in, or a proof at \`/account/sudo\`, was recent. ${OFF}`
const tag = 'Passkeys'

const problem = (status: number, kind: string, title: string, more: object = {}) => ({
  type: `urn:gatehouse:problem:${kind}`,
  title,
  status,
  ...more,
})
const refused = answer(Problem, {
  example: problem(401, 'passkey-refused', 'This passkey does not sign in.'),
})
const otherSite = answer(Problem, {
  example: problem(403, 'cross-site', 'The request comes from another site.'),
})
const proofNeeded = answer(CodeNeeded, {
  example: problem(403, 'proof-needed', 'Prove first that it is you.', { methods: ['password', 'passkey'] }),
})
const full = answer(Problem, {
  example: problem(409, 'passkeys-full', 'There are twenty passkeys already. Remove one first.'),
})
const last = answer(Problem, {
  example: problem(409, 'last-factor', 'A second factor is required here, and this is the last one.'),
})

export const passkeyOperations = (SignedIn: z.ZodType): Operations => ({
  'POST /account/login/passkey/options': {
    name: 'getPasskeyOptions',
    summary: 'Begin to sign in with a passkey',
    tag,
    does: 'Returns what a browser asks for a passkey with, for `parseRequestOptionsFromJSON`: the same for everybody, but for the challenge, which works once, for five minutes.',
    refuses: OFF,
    costs: ['options for a sign-in with a passkey'],
    responses: { 200: RequestOptions, 404: Problem },
  },
  'POST /account/login/passkey': {
    name: 'signInWithPasskey',
    summary: 'Sign in with a passkey',
    tag,
    does: 'Opens a session of the API that `as` names, of level 2: a passkey is both steps at once. With `sign_in` it is the second step of a sign-in that lacked a code.',
    refuses: `Refuses with 401, whatever was wrong with the passkey, and a \`sign_in\` that has ended. After too many tries it is 429. ${OFF}`,
    costs: ['sign-in with a passkey, in one step or as the second', 'sign-in with an unknown passkey'],
    responses: {
      200: answer(SignedIn, {
        fields: { token: '132cf952e0165a274bf99e115ab483671b3d9ff6', level: 2 },
        headers: ['Set-Cookie'],
      }),
      401: refused,
      403: otherSite,
      404: Problem,
    },
  },
  'GET /account/passkeys': {
    name: 'listPasskeys',
    summary: 'List your passkeys',
    tag,
    does: 'Returns your passkeys, the oldest first, and with what a browser forgets those that are gone (`signalAllAcceptedCredentials`).',
    refuses: OFF,
    costs: [],
    responses: { 200: PasskeyList, 404: Problem },
  },
  'POST /account/passkeys/options': {
    name: 'getNewPasskeyOptions',
    summary: 'Begin to add a passkey',
    tag,
    does: 'Returns what a browser makes a passkey with, for `parseCreationOptionsFromJSON`. The challenge works once, for five minutes, for this account.',
    refuses: `${PROOF} With twenty passkeys it is 409.`,
    costs: ['options for a new passkey'],
    responses: { 200: CreationOptions, 403: proofNeeded, 404: Problem, 409: full },
  },
  'POST /account/passkeys': {
    name: 'addPasskey',
    summary: 'Add a passkey',
    tag,
    does: 'Adds a passkey that a browser has made. The session has level 2 from then on, and the owner is told by email. Where the policy requires a second factor and there was none, it is required from then on, and there are recovery codes, shown this once.',
    refuses: `Refuses what no browser makes from our options with 400, and a passkey that is there with 409. ${PROOF}`,
    costs: ['a new passkey'],
    responses: { 201: NewPasskey, 403: proofNeeded, 404: Problem, 409: Problem },
  },
  'PATCH /account/passkeys/{id}': {
    name: 'renamePasskey',
    summary: 'Rename a passkey',
    tag,
    does: 'Gives a passkey another name.',
    refuses: `Answers 404 for an ID that is none of your passkeys. ${OFF}`,
    costs: [],
    responses: { 200: PasskeyItem, 404: Problem },
  },
  'DELETE /account/passkeys/{id}': {
    name: 'removePasskey',
    summary: 'Remove a passkey',
    tag,
    does: 'Lets a passkey sign in no more. With the last factor that a sign-in needs, the recovery codes go too. The owner is told by email.',
    refuses: `Answers 404 for an ID that is none of your passkeys. ${PROOF} The last factor where one is required is 409.`,
    costs: [],
    responses: { 204: null, 403: proofNeeded, 404: Problem, 409: last },
  },
})
