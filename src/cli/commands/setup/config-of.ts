import { attribute } from '../../../account/fields/attribute.ts'
import { boolean } from '../../../account/fields/boolean.ts'
import { byRules } from '../../../account/fields/by-rules.ts'
import { choice } from '../../../account/fields/choice.ts'
import { date } from '../../../account/fields/date.ts'
import { dateTime } from '../../../account/fields/date-time.ts'
import { decimal } from '../../../account/fields/decimal.ts'
import { email } from '../../../account/fields/email.ts'
import { float } from '../../../account/fields/float.ts'
import { integer } from '../../../account/fields/integer.ts'
import { json } from '../../../account/fields/json.ts'
import { slug } from '../../../account/fields/slug.ts'
import { text } from '../../../account/fields/text.ts'
import { time } from '../../../account/fields/time.ts'
import { url } from '../../../account/fields/url.ts'
import { type Config, defineConfig } from '../../../ports/config.ts'
import type { UserField } from '../../../ports/user-field.ts'
import type { Plan, PlannedField } from './plan.ts'

/** The configuration that a plan is once gatehouse.config.ts has it, so that the check reads what the build reads. */
export const configOf = ({ fields, ...plan }: Plan): Config =>
  defineConfig({
    ...plan,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, byRules(declare[field.type], field)]),
    ),
  })

const declare: Record<PlannedField['type'], (field: PlannedField) => UserField> = {
  text,
  slug,
  integer,
  decimal: ({ digits = 10, places = 2, ...options }) => decimal({ ...options, digits, places }),
  float,
  boolean,
  date,
  dateTime,
  time,
  choice: ({ choices = [], ...options }) => choice(choices, options),
  url,
  email,
  json,
  attribute: ({ attribute: name = 'date_joined', ...options }) => attribute(name, options),
}
