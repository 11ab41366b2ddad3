import { readFlag, readText } from '../../account/imported/old-values.ts'
import type { OldPerson } from './source.ts'
import { readTime } from './times.ts'

const plain = (name: string) => name.replaceAll('_', '').toLowerCase()
const WHAT = '(deleted|blocked|banned|disabled|suspended|deactivated)'
const FLAG = new RegExp(`^(is)?${WHAT}$`)
const SINCE = new RegExp(`^${WHAT}(at|on|date)$`)
const STATUS = /^(account|user)?status$/
const SHUT = new RegExp(`^(${WHAT}|inactive)$`)

/** Whether a column of people may say that somebody was shut out there, beside `is_active`: by its name. */
export const maySayShutOut = (column: string): boolean =>
  [FLAG, SINCE, STATUS].some((pattern) => pattern.test(plain(column)))

const isShutOut = (column: string, value: unknown): boolean => {
  const name = plain(column)
  if (FLAG.test(name)) return readFlag(value) === true
  if (SINCE.test(name)) return typeof readTime(value) === 'number'
  return STATUS.test(name) && SHUT.test(readText(value).toLowerCase())
}

/** Disables a person whom one of these columns shuts out, whatever `is_active` says. */
export const disableShutOut = (
  person: OldPerson,
  columns: Iterable<[name: string, value: unknown]>,
): void => {
  const reasons = [...columns].filter(([name, value]) => isShutOut(name, value)).map(([name]) => name)
  if (reasons.length === 0) return
  person.isActive = false
  person.disabledBy = reasons
}
