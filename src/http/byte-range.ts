/** Where a range of bytes begins, and how long it is. */
export type ByteRange = { offset: number; length: number }

/**
 * The range that a Range header asks for (RFC 9110 section 14.2), of content with `size` bytes. Only a single range is
 * supported. Anything else is undefined, and the whole content is sent. `unsatisfiable`: the content has none of it.
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
