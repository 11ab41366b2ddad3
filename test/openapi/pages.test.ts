import { expect, it } from 'vitest'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documents } from '../support/standard-documents.ts'

const pages = import.meta.glob<string>('../../docs/apis/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const pageOf = (name: string) => pages[`../../docs/apis/${name}.md`] ?? ''

it.each(Object.entries(documents))('docs/apis has every request of %s', (name, title) => {
  // Management has all of users, whose page says so.
  const page = name === 'management' ? pageOf('users') + pageOf('management') : pageOf(name)
  const missing = Object.entries(documentOf(title, '/').paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods as object)
      .map((method) => method.toUpperCase())
      .filter((method) => !tells(page, method, path))
      .map((method) => `${method} ${path}`),
  )
  expect(missing).toEqual([])
})

it('would miss a request, a method and a second name', () => {
  const page = '| `GET`, `PUT /a/{id}/`, `…/b` | |'
  expect(tells(page, 'GET', '/a/{id}/') && tells(page, 'PUT', '/a/b')).toBe(true)
  expect(tells(page, 'POST', '/a/{id}/') || tells(page, 'GET', '/a/') || tells(page, 'PUT', '/a/c')).toBe(
    false,
  )
})

/** Whether the first cell of a row has a method and a path. A second name of a path stands there as its last part. */
function tells(page: string, method: string, path: string): boolean {
  const cells = page.split('\n').flatMap((line) => line.match(/^\| ([^|]*)/)?.[1] ?? [])
  const [short, isMethod] = [`\`…/${path.split('/').at(-1)}\``, new RegExp(`\\b${method}\\b`)]
  return cells.some((cell) => isMethod.test(cell) && (cell.includes(`${path}\``) || cell.includes(short)))
}
