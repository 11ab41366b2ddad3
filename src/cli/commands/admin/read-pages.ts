type Page<Item, Cursor> = { items: readonly Item[]; next: Cursor | undefined }

/** Reads pages until there are as many items as are wanted. */
export const readPages = async <Item, Cursor>(
  limit: number,
  stop: AbortSignal,
  read: (after: Cursor | undefined) => Promise<Page<Item, Cursor>>,
): Promise<Item[]> => {
  const found: Item[] = []
  let after: Cursor | undefined
  do {
    const { items, next } = await read(after)
    found.push(...items)
    after = next
  } while (after !== undefined && found.length < limit && !stop.aborted)
  return found.slice(0, limit)
}
