import type { Issue } from '../account/refusal.ts'

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * `wrong`: what an API says of a wrong password; `taken`: of a value that another account has, by the field's name;
 * `labels`: what fields are called.
 */
type Sentences = { wrong: string; taken: Record<string, string>; labels?: Record<string, string> }

/**
 * What is wrong with a form, as Django REST Framework says it: by field, in the snake_case of the wire or under the name
 * that a dialect gives it (`names`).
 */
export function byField(
  issues: readonly Issue[],
  { names, ...sentences }: Sentences & { names: Record<string, string> },
): Record<string, string[]> {
  const fields = new Map<string, string[]>()
  for (const issue of issues) {
    // An unknown one is named as it was sent.
    const own = issue.fault === 'unknown' ? issue.field : (names[issue.field] ?? snakeCase(issue.field))
    const field = issue.fault === 'different' ? 'non_field_errors' : own
    fields.set(field, [...(fields.get(field) ?? []), sentence(issue, sentences)])
  }
  return Object.fromEntries(fields)
}

const LIKE = { username: 'username', firstName: 'first name', lastName: 'last name', email: 'email address' }

/** The new name of an account has the sentence of its name. */
const takenOf = (field: string, taken: Sentences['taken']) =>
  taken[/email/i.test(field) ? 'email' : 'username']

function sentence(
  { field, fault, limit, likeness = 'username', words }: Issue,
  { wrong, taken, labels = {} }: Sentences,
): string {
  switch (fault) {
    case 'missing':
      return 'This field is required.'
    case 'null':
      return 'This field may not be null.'
    case 'blank':
      return 'This field may not be blank.'
    case 'not_text':
    case 'not_a_file':
      return 'Not a valid string.'
    case 'malformed':
      if (/^(first|last)Name$/.test(field)) return 'Enter a valid value.'
      if (field === 'limit') return 'A whole number from 1 to 1000 is required.'
      if (field === 'after') return 'Invalid cursor.'
      return /username/i.test(field)
        ? 'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'
        : 'Enter a valid email address.'
    case 'too_short':
      return `This password is too short. It must contain at least ${limit} character${limit === 1 ? '' : 's'}.`
    case 'too_long':
      return `Ensure this field has no more than ${limit} characters.`
    case 'too_many_bytes':
      return `Ensure this field has no more than ${limit} bytes.`
    case 'null_character':
      return 'Null characters are not allowed.'
    case 'surrogate':
      return 'Surrogate characters are not allowed.'
    case 'taken':
      return (
        takenOf(field, taken) ??
        `A user with that ${/email/i.test(field) ? 'email' : 'username'} already exists.`
      )
    case 'not_unique':
      return taken[field] ?? `user with this ${field.replaceAll('_', ' ')} already exists.`
    case 'unknown':
      return 'This field is not known.'
    case 'wrong':
      return wrong
    case 'different':
      return `The two ${snakeCase(field)} fields didn't match.`
    case 'similar':
      return `The password is too similar to the ${labels[snakeCase(likeness)] ?? LIKE[likeness]}.`
    case 'common':
      return 'This password is too common.'
    case 'numeric':
      return 'This password is entirely numeric.'
    case 'unfit':
      return words?.django ?? ''
  }
}
