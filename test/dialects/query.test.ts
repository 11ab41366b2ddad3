import type { Context } from 'hono'
import { expect, it } from 'vitest'
import type { AppEnv } from '../../src/dialects/dialect.ts'
import { readQuery } from '../../src/dialects/reading.ts'

const read = (query: string) =>
  readQuery({ req: { url: `http://localhost/path${query}` } } as unknown as Context<AppEnv>)

it.each<[string, Record<string, string>]>([
  ['', {}],
  ['?', {}],
  ['?a=1&b=2', { a: '1', b: '2' }],
  ['?a=1&a=2', { a: '1' }],
  ['?a&=1&b=x=y', { a: '', '': '1', b: 'x=y' }],
  ['?%61=%C3%A9+%2B', { a: 'é +' }],
  ['?a=%', { a: '%' }],
  ['?a=1?b=2', { a: '1?b=2' }],
])('the query of %j is %j', (query, fields) => {
  expect(read(query)).toEqual(fields)
})

it('of very many fields only the first are read', () => {
  const names = Array.from({ length: 4000 }, (_, at) => `n${at}`)
  expect(Object.keys(read(`?${names.join('&')}`)).toSorted()).toEqual(names.slice(0, 50).toSorted())
})
