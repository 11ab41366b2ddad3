import type { Ports } from '../../ports/ports.ts'
import type { SecondFactor } from '../../ports/schema.ts'
import { isBlankCode, plainCode, readCode } from '../one-time-tokens/code.ts'
import { isRecoveryCode, isWrittenCode, matchingTag, WRITTEN_LENGTH } from './recovery-codes.ts'
import { matchingStep, type Totp } from './totp.ts'
import { isOutdatedSeal, sealTotp, unsealTotp } from './totp-secret.ts'

/** What a client sends beside the password: the field `otp` as it was sent, the header, and its token if it is trusted. */
export type Beside = {
  otp?: unknown
  header?: string | undefined
  trustedClient?: string | undefined
}

/** A code, and where it was. */
export type SentCode = { text: string; from: 'field' | 'header' | 'password' }

/** A code that is right: the step of TOTP and the secret as it was read and is to be stored, or the tag of a recovery code. */
export type RightCode = { step: number; totp: string; resealed: string } | { tag: string; left: number }

type Factor = Pick<SecondFactor, 'accountId' | 'totp' | 'lastStep' | 'recovery'>
type CodePorts = Pick<Ports, 'keys' | 'random' | 'clock'>

/** The longest code that is read. */
const LONGEST = 64

/**
 * The code of the field, or else of the header; undefined if neither was sent. An empty one, and one of blanks, counts as
 * left out.
 */
export function sentCode({ otp, header }: Beside): SentCode | undefined {
  if (!isLeftOut(otp)) return { text: textOf(otp), from: 'field' }
  return isLeftOut(header) ? undefined : { text: textOf(header), from: 'header' }
}

const isLeftOut = (sent: unknown) =>
  sent === undefined || sent === null || (typeof sent === 'string' && isBlankCode(sent))

/** What is no text and no number is no code, and neither is one of other digits. */
function textOf(sent: unknown): string {
  if (typeof sent !== 'string' && typeof sent !== 'number') return ''
  const text = String(sent)
  return text.length > LONGEST ? '' : plainCode(text)
}

/**
 * Whether a code is right for a factor: `used` if it was, and is not any more. The state is compared again in the batch
 * that uses it up.
 */
export async function checkCode(
  ports: CodePorts,
  factor: Factor,
  { text }: Pick<SentCode, 'text'>,
): Promise<RightCode | 'used' | 'wrong'> {
  const { accountId, recovery, lastStep, totp: sealed } = factor
  if (sealed !== null && /^\d+$/.test(text)) {
    const totp = await unsealTotp(ports, accountId, sealed)
    // A client that sends a number has lost the zeros before it.
    const step = totp && (await matchingStep(totp, text.padStart(totp.digits, '0'), ports.clock.now()))
    if (totp && step !== undefined) {
      if (step <= lastStep) return 'used'
      const resealed = isOutdatedSeal(ports, sealed) ? await sealTotp(ports, accountId, totp) : sealed
      return { step, totp: sealed, resealed }
    }
  }
  // A recovery code may consist of digits alone.
  const tag = isRecoveryCode(text) ? await matchingTag(ports, accountId, recovery, text) : undefined
  return tag === undefined ? 'wrong' : { tag, left: recovery.split(',').length - 2 }
}

/**
 * Divides what was typed as the password into password and code, before anything is hashed, so that there is one hash:
 * the end is a code only if it is a right one, used or not. Accounts without a factor, and none at all, cost the same work
 * on a secret that belongs to no account.
 */
export async function divide(
  ports: CodePorts,
  factor: Factor | undefined,
  typed: string,
): Promise<{ password: string; code?: SentCode }> {
  const owner = factor?.accountId ?? ''
  const own = factor?.totp ? await unsealTotp(ports, owner, factor.totp) : undefined
  const totp = own ?? (await nobodysTotp(ports))
  const [end, digits] = [typed.slice(-totp.digits), /^\d+$/]
  const step =
    typed.length > totp.digits && digits.test(end)
      ? await matchingStep(totp, end, ports.clock.now())
      : undefined
  if (own && step !== undefined)
    return { password: typed.slice(0, -totp.digits), code: { text: end, from: 'password' } }

  const written = typed.slice(-WRITTEN_LENGTH)
  if (typed.length > WRITTEN_LENGTH && isWrittenCode(written)) {
    const tag = await matchingTag(ports, owner, factor?.recovery ?? '', written)
    if (tag !== undefined)
      return {
        password: typed.slice(0, -WRITTEN_LENGTH),
        code: { text: readCode(written), from: 'password' },
      }
  }
  return { password: typed }
}

/** As much work as to unseal a secret. */
async function nobodysTotp({ keys }: Pick<Ports, 'keys'>): Promise<Totp> {
  const secret = (await keys.mac('recovery', new Uint8Array())) ?? new Uint8Array(1)
  return { secret, algorithm: 'SHA1', digits: 6, period: 30 }
}
