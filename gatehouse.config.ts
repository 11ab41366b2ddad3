import { defineConfig } from './src/configuration.ts'

// The back end that Gatehouse replaces: which APIs are on and at which paths, how people sign in, their fields, and
// which ids clients know. `npm run setup` writes this file; docs/gatehouse-config.md explains it.
export default defineConfig({})
