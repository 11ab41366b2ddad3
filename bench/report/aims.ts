import type { Figures } from '../load/figures.ts'
import type { Measured } from '../measure.ts'
import type { Condition, Operation } from '../operations.ts'
import { findFigures, short } from './figures-of.ts'

/** `isMet` is undefined where it was not measured. */
export type Aim = { aim: string; wanted: string; found: string; isMet: boolean | undefined }

export type Among = { peer: string; figures: Figures }[]

const AT = 16

/** What is wanted of Gatehouse, and what was found in this run. Times are milliseconds. */
export function judgeAims(measured: Measured[], amongLogins: Among): Aim[] {
  const of = (peer: string, operation: Operation, connections = AT, condition: Condition = 'plain') =>
    findFigures(measured, { peer, operation, connections, condition })
  const rate = (peer: string, operation: Operation) => of(peer, operation)?.rate
  const cpu = (operation: Operation, condition: Condition = 'plain') =>
    of('gatehouse', operation, AT, condition)?.cpu
  const far = (operation: Operation) => of('gatehouse', operation, 1, 'slow')?.p50
  const hashes = of('hash', 'password', 1, 'slow')?.p50
  const reads = amongLogins.find(({ peer }) => peer === 'gatehouse')?.figures.p50

  return [
    atLeast(
      'Authenticated read ÷ Better Auth',
      1.8,
      over(rate('gatehouse', 'read'), rate('better-auth', 'read')),
    ),
    atLeast(
      'Authenticated read ÷ Better Auth with joins',
      1.4,
      over(rate('gatehouse', 'read'), rate('better-auth-joins', 'read')),
    ),
    atMost('Authenticated read, CPU', 0.3, cpu('read')),
    atLeast('Logout ÷ Better Auth', 3.5, over(rate('gatehouse', 'logout'), rate('better-auth', 'logout'))),
    atLeast('Login ÷ bare hash', 0.9, over(rate('gatehouse', 'login'), rate('hash', 'login'))),
    atLeast(
      'Registration ÷ bare hash',
      0.9,
      over(rate('gatehouse', 'registration'), rate('hash', 'registration')),
    ),
    atMost('Login, CPU beside the hash', 1, cpu('login', 'hashless')),
    atMost('Registration, CPU beside the hash', 1, cpu('registration', 'hashless')),
    atMost('JWT verify, CPU', 0.25, cpu('verify')),
    atMost('10 ms D1: authenticated read', 15, far('read')),
    atMost('10 ms D1: logout', 15, far('logout')),
    atMost('10 ms D1: password change, without its two hashes', 30, less(far('password'), hashes)),
    atMost('Authenticated read while four sign in', 15, reads),
  ]
}

const over = (one: number | undefined, other: number | undefined) => one && other && one / other
const less = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? undefined : one - other

const atLeast = (aim: string, wanted: number, found: number | undefined): Aim => ({
  aim,
  wanted: `≥ ${wanted} ×`,
  found: found === undefined ? '–' : `${short(found)} ×`,
  isMet: found === undefined ? undefined : found >= wanted,
})

const atMost = (aim: string, wanted: number, found: number | undefined): Aim => ({
  aim,
  wanted: `≤ ${wanted} ms`,
  found: found === undefined ? '–' : `${short(found)} ms`,
  isMet: found === undefined ? undefined : found <= wanted,
})
