/** A number that a double cannot hold, such as an id of 64 bits. */
const LONG_NUMBER = /[[:,\s]-?\d{16,}\b/

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

const keepLongNumbers: Reviver = (_, value, { source }) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value

/** Parses JSON of another system. Whole numbers that a double cannot hold become text, or two ids could be one. */
export const parseExact = (text: string): unknown =>
  LONG_NUMBER.test(text)
    ? JSON.parse(text, keepLongNumbers as Parameters<typeof JSON.parse>[1])
    : JSON.parse(text)
