import type { Issue, Refusal } from '../../account/refusal.ts'

const NAMES: Record<string, string> = { username: 'username', email: 'address', password: 'password' }
const LIKE = { username: 'username', firstName: 'given name', lastName: 'family name', email: 'address' }

const sentence = ({ field, fault, limit, likeness = 'username' }: Issue): string => {
  const name = NAMES[field] ?? field
  switch (fault) {
    case 'missing':
    case 'null':
    case 'blank':
      return `There is no ${name}`
    case 'malformed':
      return field === 'username' ? 'A username has letters, digits and @ . + - _' : `That is no ${name}`
    case 'too_short':
      return `The ${name} is too short: ${limit} characters at least`
    case 'too_long':
      return `The ${name} is too long: ${limit} characters at most`
    case 'too_many_bytes':
      return `The ${name} is too long: ${limit} bytes at most`
    case 'taken':
      return `Somebody has that ${name}`
    case 'different':
      return 'The two are not the same'
    case 'similar':
      return `The password is too much like the ${LIKE[likeness]}`
    case 'common':
      return 'The password is one that many people have'
    case 'numeric':
      return 'The password is digits alone'
    default:
      return `The ${name} cannot be read`
  }
}

/** What the domain said no with, for a terminal. */
export const inPlainWords = ({ reason, issues, seconds }: Refusal): string => {
  if (issues.length > 0) return issues.map(sentence).join('\n  ')
  if (reason === 'too_many') return `Too many at once: try again in ${seconds} seconds`
  if (reason === 'busy') return 'Somebody else is changing that account: try again'
  if (reason === 'not_found') return 'There is no such account any more'
  return `Refused: ${reason}`
}
