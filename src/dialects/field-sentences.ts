import type { FieldWords } from '../account/refusal.ts'
import type { FoundFault, TypeFault } from '../ports/user-field.ts'

/* What is wrong with a value of a user field: Django REST Framework 3.14's sentence, and the rest of Express's. */

type Writer = (fault: FoundFault) => FieldWords

// Nothing is called here: a bundle without user fields leaves the table out.
const WRITERS: Record<TypeFault, Writer> = {
  too_few_characters: ({ limit }) => ({
    django: `Ensure this field has at least ${limit} characters.`,
    express: `must have at least ${limit} characters`,
  }),
  not_a_boolean: () => ({ django: 'Must be a valid boolean.', express: 'must be true or false' }),
  not_an_integer: () => ({ django: 'A valid integer is required.', express: 'must be a whole number' }),
  not_a_number: () => ({ django: 'A valid number is required.', express: 'must be a number' }),
  not_a_date: () => ({
    django: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
    express: 'must be a date such as 2026-11-20',
  }),
  not_a_date_time: () => ({
    django:
      'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
    express: 'must be a date and time such as 2026-11-20T08:00:00Z',
  }),
  not_a_time: () => ({
    django: 'Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].',
    express: 'must be a time such as 07:30:00',
  }),
  not_the_pattern: ({ sentence }) => ({
    django: sentence ?? 'Enter a valid value.',
    express: 'must match its pattern',
  }),
  not_a_slug: () => ({
    django: 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
    express: 'must have letters, digits, - and _ only',
  }),
  not_a_choice: ({ sent }) => ({
    django: `"${sent}" is not a valid choice.`,
    express: 'must be one of its choices',
  }),
  not_a_url: () => ({ django: 'Enter a valid URL.', express: 'must be a URL' }),
  not_an_email: () => ({ django: 'Enter a valid email address.', express: 'must be an email address' }),
  not_json: () => ({ django: 'Value must be valid JSON.', express: 'must be JSON' }),
  too_small: ({ limit }) => ({
    django: `Ensure this value is greater than or equal to ${limit}.`,
    express: `must be at least ${limit}`,
  }),
  too_large: ({ limit }) => ({
    django: `Ensure this value is less than or equal to ${limit}.`,
    express: `must be at most ${limit}`,
  }),
  too_many_digits: ({ limit }) => ({
    django: `Ensure that there are no more than ${limit} digits in total.`,
    express: `must have at most ${limit} digits`,
  }),
  too_many_places: ({ limit }) => ({
    django: `Ensure that there are no more than ${limit} decimal places.`,
    express: `must have at most ${limit} decimal places`,
  }),
  too_many_whole_digits: ({ limit }) => ({
    django: `Ensure that there are no more than ${limit} digits before the decimal point.`,
    express: `must have at most ${limit} digits before the decimal point`,
  }),
}

const isOfType = (fault: string): fault is TypeFault => Object.hasOwn(WRITERS, fault)

/** A fault of a value as an issue has it: those that any value may have by their name, the others with their words. */
export const issueOfValue = (found: FoundFault) =>
  isOfType(found.fault)
    ? { fault: 'unfit', words: WRITERS[found.fault](found) }
    : { fault: found.fault, limit: found.limit }
