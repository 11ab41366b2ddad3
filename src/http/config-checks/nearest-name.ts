/** How many letters have to be changed, put in or left out to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [column, theirs] of [...other].entries()) {
      const change = (row[column] ?? 0) + (letter === theirs ? 0 : 1)
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** The name that somebody may have meant, undefined if none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const plain = name.toLowerCase()
  const [best] = names
    .map((each) => ({ each, far: distance(plain, each.toLowerCase()) }))
    .toSorted((one, other) => one.far - other.far)
  return best && best.far <= Math.max(2, Math.floor(name.length / 3)) ? best.each : undefined
}
