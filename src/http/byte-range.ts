/** Bytes of something: where they begin and how many they are. */
export type ByteRange = { offset: number; length: number }

/**
 * What a Range header asks for (RFC 9110 section 14.2) of something of so many bytes. One range of bytes is understood;
 * what is none, or several, is undefined and answered with the whole. `unsatisfiable`: none of it is there.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length > 0 ? { offset: size - length, length } : 'unsatisfiable'
  }

  const offset = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < offset) return undefined
  return offset < size ? { offset, length: end - offset + 1 } : 'unsatisfiable'
}
