import { readFlag, readText } from '../../../account/imported/old-values.ts'
import {
  allauthCodes,
  bytesOfHex,
  FAULTS,
  type FoundFactor,
  found,
  putFactor,
  secretOf,
  totpOf,
} from '../old-factor.ts'
import type { OldPerson } from '../source.ts'
import { quote, rowsFor, type Stage } from '../stage.ts'
import type { Related } from './related.ts'
import { hasColumns, type Table } from './table.ts'

/* Second factors in the tables of django-otp, allauth and django-trench. */

type Put = (person: OldPerson, key: string) => void
type Row = Record<string, string | null>

const rowsOfPerson = (stage: Stage, { name }: Table) => {
  stage.index(name, 'user_id')
  return rowsFor(stage, `select * from ${quote(name)} where user_id = ? order by rowid`)
}

const numberOf = (text: string | null | undefined): number => Number(text ?? 0)

/** Devices that were confirmed; of several, the one that was used last. */
const otpFactor = (devices: Row[], codes: string[]): FoundFactor | undefined => {
  const confirmed = devices
    .filter(({ confirmed = '1' }) => readFlag(confirmed) !== false)
    .toSorted((one, other) => numberOf(other.last_t) - numberOf(one.last_t))
  const [device] = confirmed
  if (!device) return codes.length > 0 ? found(undefined, codes) : undefined
  const totp = totpOf(bytesOfHex(device.key ?? ''), {
    digits: device.digits,
    period: device.step,
    drift: device.drift ?? 0,
  })
  const others = confirmed.length > 1 ? [FAULTS.other] : []
  if (numberOf(device.t0) !== 0) return { factor: null, faults: [FAULTS.start, ...others] }
  if (!totp) return { factor: null, faults: [FAULTS.unreadable, ...others] }
  return found(totp, codes, Math.max(0, numberOf(device.last_t)), others)
}

/** The tokens of the devices of a person. `device_id` is `device` in JSON. */
const staticCodesOf = (stage: Stage, { staticDevices, staticTokens }: Related) => {
  if (!staticDevices || !staticTokens) return () => []
  const link = hasColumns(staticTokens, 'device_id') ? 'device_id' : 'device'
  stage.index(staticTokens.name, link)
  const confirmed = hasColumns(staticDevices, 'confirmed') ? 'd.confirmed' : "'1'"
  stage.index(staticDevices.name, 'user_id')
  const rows = rowsFor(
    stage,
    `select t.token as token, ${confirmed} as confirmed from ${quote(staticTokens.name)} t
      join ${quote(staticDevices.name)} d on d.id = t.${quote(link)} where d.user_id = ? order by t.rowid`,
  )
  return (key: string) =>
    rows(key).flatMap(({ token, confirmed }) => (token && readFlag(confirmed) !== false ? [token] : []))
}

const otpOf = (stage: Stage, related: Related): Put | undefined => {
  const { totpDevices, staticDevices } = related
  if (!totpDevices && !staticDevices) return undefined
  const devices = totpDevices ? rowsOfPerson(stage, totpDevices) : () => []
  const codes = staticCodesOf(stage, related)
  return (person, key) => {
    const factor = otpFactor(devices(key), codes(key))
    if (factor) putFactor(person, factor)
  }
}

const dataOf = (text: string | null | undefined): Record<string, unknown> => {
  try {
    const data = JSON.parse(text ?? '{}')
    return typeof data === 'object' && data !== null ? data : {}
  } catch {
    return {}
  }
}

const recoveryOf = ({ seed, used_mask, migrated_codes }: Record<string, unknown>) =>
  Array.isArray(migrated_codes)
    ? migrated_codes.map(readText)
    : allauthCodes(readText(seed), Number(used_mask ?? 0))

const allauthOf = (stage: Stage, table: Table): Put => {
  const rows = rowsOfPerson(stage, table)
  return (person, key) => {
    const mine = rows(key).map(({ type, data }) => ({ type, data: dataOf(data) }))
    const [app, recovery] = ['totp', 'recovery_codes'].map(
      (kind) => mine.find(({ type }) => type === kind)?.data,
    )
    const faults: string[] = mine.some(({ type }) => type !== 'totp' && type !== 'recovery_codes')
      ? [FAULTS.notTotp]
      : []
    if (!app && !recovery && faults.length === 0) return
    const codes = recovery && recoveryOf(recovery)
    if (recovery && !codes) faults.push(FAULTS.codesHashed)
    // allauth has secrets in base 32 only; other text is encrypted.
    const secret = readText(app?.secret)
    const totp = /^[A-Z2-7]{16,}=*$/.test(secret) ? totpOf(secretOf(secret), {}) : undefined
    if (app && !totp) return putFactor(person, { factor: null, faults: [FAULTS.unreadable, ...faults] })
    putFactor(person, found(totp, codes ?? [], 0, faults))
  }
}

const trenchOf = (stage: Stage, table: Table): Put => {
  const rows = rowsOfPerson(stage, table)
  return (person, key) => {
    const active = rows(key).filter(({ is_active = '1' }) => readFlag(is_active) !== false)
    const app = active.find(({ name }) => name === 'app')
    const faults: string[] = active.some(({ name }) => name !== 'app') ? [FAULTS.notTotp] : []
    if (!app) return faults.length > 0 ? putFactor(person, { factor: null, faults }) : undefined
    const totp = totpOf(secretOf(app.secret ?? ''), {})
    if (!totp) return putFactor(person, { factor: null, faults: [FAULTS.unreadable, ...faults] })
    putFactor(person, found(totp, (app._backup_codes ?? '').split('|').filter(Boolean), 0, faults))
  }
}

/** What puts a person's second factor into them. */
export const factorPuts = (stage: Stage, related: Related): (Put | undefined)[] => [
  otpOf(stage, related),
  related.authenticators && allauthOf(stage, related.authenticators),
  related.mfaMethods && trenchOf(stage, related.mfaMethods),
]
