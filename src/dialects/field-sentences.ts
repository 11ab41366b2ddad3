import type { FieldWords } from '../account/refusal.ts'
import type { FoundFault, TypeFault } from '../ports/user-field.ts'

/* What is wrong with a value of a user field: Django REST Framework 3.14's sentence, and the rest of Express's. */

type Writer = (fault: FoundFault) => FieldWords

const always = (django: string, express: string) => () => ({ django, express })

const WRITERS: Record<TypeFault, Writer> = {
  too_few_characters: ({ limit }) => ({
    django: `Ensure this field has at least ${limit} characters.`,
    express: `must have at least ${limit} characters`,
  }),
  not_a_boolean: always('Must be a valid boolean.', 'must be true or false'),
  not_an_integer: always('A valid integer is required.', 'must be a whole number'),
  not_a_number: always('A valid number is required.', 'must be a number'),
  not_a_date: always(
    'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
    'must be a date such as 2026-11-20',
  ),
  not_a_date_time: always(
    'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
    'must be a date and time such as 2026-11-20T08:00:00Z',
  ),
  not_a_choice: ({ sent }) => ({
    django: `"${sent}" is not a valid choice.`,
    express: 'must be one of its choices',
  }),
  not_a_url: always('Enter a valid URL.', 'must be a URL'),
  not_an_email: always('Enter a valid email address.', 'must be an email address'),
  not_json: always('Value must be valid JSON.', 'must be JSON'),
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
