/** A page with this between its two marks. Throws where it has no place for it. */
export function fillIn(page: string, begin: string, end: string, content: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`no place for the table: ${begin} … ${end}`)
  return `${page.slice(0, from)}${begin}\n${content}\n${page.slice(to)}`
}
