import { unknownIn } from '../../../../account/fields/moment-format.ts'
import type { PlannedField } from '../plan.ts'
import { printed, type Value } from '../python/value.ts'
import type { DeclaredField } from './model-fields.ts'
import type { Rows } from './row.ts'

/* How answers write moments and decimal numbers: settings of REST_FRAMEWORK, and what a serializer's field says. */

const FORMATS: Partial<Record<PlannedField['type'], string>> = {
  dateTime: 'DATETIME_FORMAT',
  date: 'DATE_FORMAT',
  time: 'TIME_FORMAT',
}

/** The settings that are read here. */
export const WRITTEN = [...Object.values(FORMATS), 'COERCE_DECIMAL_TO_STRING']

/** What the whole project says, by the name of the setting. */
export type WrittenValues = Map<string, Value>

/** Reads the settings, and tells of those that are not served. */
export function writtenValues(values: Map<string, Value>, rows: Rows): WrittenValues {
  const rest = values.get('REST_FRAMEWORK')
  const said: WrittenValues = new Map()
  for (const name of WRITTEN) {
    const value = rest instanceof Map ? rest.get(name) : undefined
    if (value === undefined) continue
    const refused = name === 'COERCE_DECIMAL_TO_STRING' ? undefined : whyNot(value)
    if (refused !== undefined) rows.add('not served', name, printed(value), refused)
    else {
      said.set(name, value)
      rows.add('taken', name, printed(value), 'as the fields are shown')
    }
  }
  return said
}

/** Why a format is not served, undefined if it is. */
function whyNot(format: Value): string | undefined {
  if (typeof format !== 'string') return 'a format is text: moments are in ISO 8601'
  const unknown = unknownIn(format)
  return unknown === undefined ? undefined : `${unknown} is not known: moments are in ISO 8601`
}

/** How the answers write a field, where that is not as DRF writes it by itself. */
export function writtenAs(
  { type, attribute }: Pick<PlannedField, 'type' | 'attribute'>,
  declared: DeclaredField | undefined,
  said: WrittenValues,
): Pick<PlannedField, 'asNumber' | 'format'> {
  if (type === 'decimal') {
    const isText = declared?.asText ?? said.get('COERCE_DECIMAL_TO_STRING') !== false
    return isText ? {} : { asNumber: true }
  }
  const isMoment = type === 'attribute' && attribute?.startsWith('is_') === false
  const format = declared?.format ?? said.get(FORMATS[isMoment ? 'dateTime' : type] ?? '')
  const isServed = typeof format === 'string' && whyNot(format) === undefined
  return isServed && !/^iso-8601$/i.test(format) && (isMoment || FORMATS[type]) ? { format } : {}
}
