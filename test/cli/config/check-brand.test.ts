import { expect, it } from 'vitest'
import { checkBrand } from '../../../src/http/config-checks/check-brand.ts'
import type { Brand } from '../../../src/ports/brand.ts'

const check = (brand: unknown) => checkBrand(brand as Brand)

it('a brand with all there is has no faults', () => {
  expect(
    check({
      logo: 'brand/logo.png',
      accent: { light: '#0f6b62', dark: '#5fc9ba' },
      support: 'help@example.com',
      app: 'https://app.example.com/',
      returnTo: ['http://localhost:5173/', 'https://shop.example.com/basket?from=id'],
    }),
  ).toEqual([])
  expect(check({})).toEqual([])
})

it.each([
  [null, 'brand is not an object'],
  [{ color: '#fff' }, 'brand.color is not known'],
  [{ acccent: {} }, 'brand.acccent is not known: is it accent?'],
  [
    { logo: '../secret.svg' },
    'brand.logo is "../secret.svg", and has to be an SVG or PNG file such as \'brand/logo.svg\'',
  ],
  [{ support: 'help' }, 'brand.support is "help", which is no email address'],
  [
    { app: 'javascript:alert(1)' },
    'brand.app is "javascript:alert(1)", and has to be an address such as \'https://app.example.com/\'',
  ],
  [
    { app: 'http://app.example.com' },
    'brand.app is "http://app.example.com", and has to be an address such as \'https://app.example.com/\'',
  ],
  [
    { returnTo: ['/basket'] },
    'brand.returnTo[0] is "/basket", and has to be an address such as \'https://app.example.com/\'',
  ],
  [{ returnTo: 'https://a.example' }, 'brand.returnTo is not a list of addresses'],
])('%j has one fault', (brand, fault) => {
  expect(check(brand)).toEqual([fault])
})

it('says which colour has too little contrast, and what would have more', () => {
  expect(check({ accent: { light: '#5fc9ba', dark: '#0f6b62' } })).toEqual([
    'brand.accent.light is "#5fc9ba", whose contrast is 1.7, and has to be 4.5: take a darker one',
    'brand.accent.dark is "#0f6b62", whose contrast is 2.6, and has to be 4.5: take a lighter one',
  ])
  expect(check({ accent: { light: 'red' } })).toEqual([
    'brand.accent.light is "red", and has to be a colour such as \'#0f6b62\'',
    "brand.accent.dark is undefined, and has to be a colour such as '#0f6b62'",
  ])
})
