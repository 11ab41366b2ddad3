import { defineConfig } from '../../src/ports/config.ts'

/** A deployment with all that a brand has, for the pictures of its pages. */
export default defineConfig({
  brand: {
    logo: 'test/brand/logo.svg',
    accent: { light: '#7a1f5c', dark: '#f0a8d8' },
    support: 'help@example.com',
    app: 'https://app.example.com/',
    returnTo: ['https://shop.example.com/basket'],
  },
})
