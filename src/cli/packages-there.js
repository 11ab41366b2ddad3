// In plain JavaScript, for any Node: says in words what the rest would say in a trace, before npm has installed anything.
import { existsSync } from 'node:fs'

if (!existsSync(new URL('../../node_modules/wrangler/package.json', import.meta.url))) {
  console.error('✘ The packages are missing. Type: npm install')
  process.exit(1)
}
