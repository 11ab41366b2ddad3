import type { Limit } from '../ports/refused.ts'
import type { CommonFault } from '../ports/user-field.ts'

/** What is wrong with a value. Each dialect has a sentence for every fault. */
export type Fault =
  | CommonFault
  | 'not_a_file'
  | 'malformed'
  | 'too_short'
  | 'too_many_bytes'
  | 'taken'
  | 'not_unique'
  | 'unknown'
  | 'unfit'
  | 'wrong'
  | 'different'
  | 'similar'
  | 'common'
  | 'numeric'

/**
 * A fault of one field, named as the domain names it (`oldPassword`); a user field as the configuration does.
 * `likeness` is what a password is similar to, `words` what is `unfit` about a user field, in the words of each voice.
 */
export type Issue = { field: string; fault: Fault; limit?: number; likeness?: Likeness; words?: FieldWords }

export type FieldWords = { django: string; express: string }

export type Likeness = 'username' | 'firstName' | 'lastName' | 'email'

/** Every reason for a refusal. */
export type Reason =
  | 'invalid'
  | 'wrong_credentials'
  | 'token_invalid'
  | 'token_inactive'
  | 'jwt_invalid'
  | 'jwt_wrong_kind'
  | 'jwt_ended'
  | 'jwt_inactive'
  | 'jwt_nobody'
  | 'not_yours'
  | 'own_account'
  | 'staff_account'
  | 'not_found'
  | 'unknown_uid'
  | 'dead_link'
  | 'used_link'
  | 'activation_off'
  | 'unchanged'
  | 'bad_picture'
  | 'picture_too_large'
  | 'busy'
  | 'too_many'
  | 'challenge_failed'
  | 'code_needed'
  | 'code_wrong'
  | 'enrol_needed'
  | 'sign_in_ended'
  | 'proof_needed'
  | 'factor_needed'
  | 'last_factor'
  | 'no_factor'
  | 'factor_there'
  | 'no_method'
  | 'passkey_refused'
  | 'passkeys_full'

/**
 * What a client may do where a second factor is asked for. `methods`: what the owner has. `from`: where the code was.
 * `isUsed`: it was right, and has been used. `byEmail`: an email was sent to approve the sign-in. `inPassword`: a code may
 * be at the end of the password. `signIn`: what the sign-in goes on with.
 */
export type Asked = {
  methods: readonly string[]
  site: string
  inPassword?: boolean
  from?: 'field' | 'header' | 'password'
  isUsed?: boolean
  byEmail?: boolean
  signIn?: string | undefined
}

type Wait = { seconds?: number; limit?: Limit }

/** A refusal by the domain, with its reason. The dialect chooses the words and the status. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly reason: Reason
  readonly issues: readonly Issue[]
  /** `Retry-After` in seconds, and the limit that was reached, for `too_many`. */
  readonly seconds: number
  readonly limit: Limit | undefined
  /** For the reasons of a second factor. */
  readonly asked: Asked | undefined

  constructor(
    reason: Reason,
    issues: readonly Issue[] = [],
    { seconds = 0, limit }: Wait = {},
    asked?: Asked,
  ) {
    super(reason)
    this.reason = reason
    this.issues = issues
    this.seconds = seconds
    this.limit = limit
    this.asked = asked
  }

  /** A refusal that asks for a second factor. */
  static asking(reason: Reason, asked: Asked): Refusal {
    return new Refusal(reason, [], {}, asked)
  }

  /** A refusal of too many requests. */
  static after(seconds: number, limit: Limit): Refusal {
    return new Refusal('too_many', [], { seconds: Math.max(1, seconds), limit })
  }

  /** A refusal for one fault of one field. */
  static of(field: string, fault: Fault): Refusal {
    return new Refusal('invalid', [{ field, fault }])
  }
}

/** Compares with the repeated value, if there is one (decision 22). */
export function refuseDifferent(
  what: 'password' | 'username' | 'email',
  value: string,
  again: string | undefined,
): void {
  if (again !== undefined && again !== value) throw Refusal.of(what, 'different')
}
