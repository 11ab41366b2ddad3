const LETTERS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** What a letter means after a backslash, where it has no digits. */
export const unescapeLetter = (letter: string): string => LETTERS[letter] ?? letter

const meaning = (_: string, octal?: string, hex?: string, letter = ''): string => {
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
  return unescapeLetter(letter)
}

/** A field of COPY's text format; `\N` is null. Octal and hexadecimal escapes are taken for ASCII, which is all that pg_dump writes so. */
export const unescapeField = (field: string): string | null => {
  if (field === '\\N') return null
  return field.includes('\\')
    ? field.replaceAll(/\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|(.))/gs, meaning)
    : field
}
