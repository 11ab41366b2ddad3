import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'
import { resetOwnTries } from '../limits/login-throttle.ts'
import { Refusal } from '../refusal.ts'
import { readSignInToken } from '../second-factor/sign-in-token.ts'
import { type Opening, type OpeningPorts, openAs } from '../sign-in/open-session.ts'
import { type Assertion, type AssertionPorts, checkAssertion } from './assertion.ts'
import { GOOD_FOR, newChallenge } from './challenge.ts'
import { relyingParty } from './relying-party.ts'

type SignInPorts = AssertionPorts & OpeningPorts

/** What a browser asks for a passkey with: the same for everybody, without D1, so that there is nothing to find out. */
export async function signInOptions(ports: Pick<Ports, 'keys' | 'random' | 'clock' | 'settings'>) {
  return {
    challenge: await newChallenge(ports, 'sign-in'),
    timeout: GOOD_FOR,
    rpId: relyingParty(ports).id,
    allowCredentials: [],
    userVerification: 'required' as const,
  }
}

/**
 * Signs in with a passkey, which is both steps at once, or the second step of a sign-in (`signIn`): two round trips and no
 * hash. Of several requests with the same answer of a browser one opens a session. Refuses as `passPasskey` does.
 */
export async function signInWithPasskey(
  ports: SignInPorts,
  assertion: Assertion,
  { as, signIn }: { as: ApiSessionKind; signIn?: string | undefined },
) {
  const { account, kind, opening } = await passPasskey(ports, assertion, signIn)
  return openAs(ports, account, kind ?? as, opening)
}

/**
 * Whose passkey was used, and how their session is opened. `kind`: of a sign-in that it goes on with. Refuses as
 * `passkey_refused`, `sign_in_ended` or `too_many`.
 */
export async function passPasskey(ports: AssertionPorts, assertion: Assertion, signIn?: string) {
  if (signIn === undefined) return openingOf(ports, assertion, 'passkey')
  const unfinished = await readSignInToken(ports, signIn)
  if (!unfinished) throw new Refusal('sign_in_ended')
  const { accountId, first, as, isOf } = unfinished
  const passed = await openingOf(ports, assertion, `${first} passkey`, accountId)
  if (!isOf(passed.account)) throw new Refusal('sign_in_ended')
  return { ...passed, kind: as }
}

/** Wrong passwords and codes of other places stay counted: a thief must not begin anew each time the owner signs in. */
async function openingOf(
  ports: AssertionPorts,
  assertion: Assertion,
  methods: string,
  whose?: string,
): Promise<{ account: Account; opening: Opening; kind?: ApiSessionKind }> {
  const { account, attempt, conditions, note } = await checkAssertion(ports, assertion, whose)
  const opening: Opening = {
    methods,
    conditions,
    after: async (isIn) => ({
      statements: [...note(isIn), ...resetOwnTries(ports, account.id, attempt, isIn)],
      jobs: [],
    }),
    // Another request used it first, or the account has changed.
    refuse: async () => new Refusal('passkey_refused'),
  }
  return { account, opening }
}
