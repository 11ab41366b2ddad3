import type { Issue, Refusal } from '../../../account/refusal.ts'

const NAMES: Record<string, string> = {
  username: 'username',
  email: 'email address',
  password: 'password',
  firstName: 'given name',
  lastName: 'family name',
}
const LIKE = {
  username: 'username',
  firstName: 'given name',
  lastName: 'family name',
  email: 'email address',
}

const sentence = ({ field, fault, limit, likeness = 'username', words }: Issue): string => {
  const name = NAMES[field] ?? field
  switch (fault) {
    case 'missing':
    case 'null':
    case 'blank':
      return `The ${name} is missing`
    case 'malformed':
      return field === 'username'
        ? 'A username may have letters, digits and @ . + - _'
        : `The ${name} is not valid`
    case 'too_short':
      return `The ${name} is too short: ${limit} characters at least`
    case 'too_long':
      return `The ${name} is too long: ${limit} characters at most`
    case 'too_many_bytes':
      return `The ${name} is too long: ${limit} bytes at most`
    case 'taken':
      return `The ${name} is taken`
    case 'different':
      return 'The two passwords differ'
    case 'similar':
      return `The password is too similar to the ${LIKE[likeness]}`
    case 'common':
      return 'The password is too common'
    case 'numeric':
      return 'The password consists of digits only'
    case 'unfit':
      return words?.django ?? `The ${name} cannot be read`
    default:
      return `The ${name} cannot be read`
  }
}

/** A refusal of the domain, for a terminal. */
export const refusalMessage = ({ reason, issues, seconds }: Refusal): string => {
  if (issues.length > 0) return issues.map(sentence).join('\n  ')
  if (reason === 'too_many') return `Too many requests. Try again in ${seconds} seconds`
  if (reason === 'busy') return 'The account is being changed by another request. Try again'
  if (reason === 'not_found') return 'There is none with this ID, or none any more'
  return `Refused: ${reason}`
}
