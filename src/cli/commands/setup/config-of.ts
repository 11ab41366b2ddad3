import {
  boolean,
  choice,
  date,
  dateTime,
  decimal,
  defineConfig,
  email,
  integer,
  json,
  text,
  url,
} from '../../../configuration.ts'
import type { Config } from '../../../ports/config.ts'
import type { UserField } from '../../../ports/user-field.ts'
import type { Plan, PlannedField } from './plan.ts'

/** The configuration that a plan is once gatehouse.config.ts has it, so that the check reads what the build reads. */
export const configOf = ({ fields, ...plan }: Plan): Config =>
  defineConfig({
    ...plan,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, declare[field.type](field)]),
    ),
  })

const declare: Record<PlannedField['type'], (field: PlannedField) => UserField> = {
  text,
  integer,
  decimal: ({ digits = 10, places = 2, ...options }) => decimal({ ...options, digits, places }),
  boolean,
  date,
  dateTime,
  choice: ({ choices = [], ...options }) => choice(choices, options),
  url,
  email,
  json,
}
