import { expect, it } from 'vitest'
import { choice, decimal } from '../../src/configuration.ts'

it.each([
  [1, 1],
  ['2', 2],
])('takes %j as one of two numbers', (sent, value) => {
  expect(choice([1, 2]).read(sent)).toEqual({ value })
})

it.each([3, '01', '', true, [1]])('refuses %j as one of two numbers', (sent) => {
  expect(choice([1, 2]).read(sent)).toHaveProperty('faults')
})

it('says in a document that numbers are numbers', () => {
  expect(choice([1, 2]).schema).toEqual({ enum: [1, 2], examples: [1] })
})

it.each(['', '  '])('takes %j as no number where a decimal may be null', (sent) => {
  expect(decimal({ digits: 8, places: 2, null: true }).read(sent)).toEqual({ value: null })
  expect(decimal({ digits: 8, places: 2 }).read(sent)).toHaveProperty('faults')
})

it.each([
  [0, '0.00'],
  [-1.5, '-1.50'],
  ['7.00', '7.00'],
])('writes the default %j with its places', (given, shown) => {
  expect(decimal({ digits: 8, places: 2, default: given }).default).toBe(shown)
})
