/*
 * What every script imports before anything else. Plain JavaScript, so that every Node can run it: it prints a message
 * where the rest would print a stack trace.
 */
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const packages = ['commander', 'wrangler'].map(
  (name) => new URL(`../../node_modules/${name}/package.json`, import.meta.url),
)

const fault = () => {
  if (!packages.every((file) => existsSync(file))) return 'The packages are not installed.'
  if (process.features.typescript) return undefined
  return `Node ${process.versions.node} is too old. The packages include a newer one.`
}

/*
 * Node reads the package.json of every file that it imports, again for each. That of drizzle-orm has 179 kB, which
 * makes most of what a command costs. Its files import each other by their paths, and are all modules.
 */
const resolveWithoutReading = (specifier, context, next) =>
  specifier.startsWith('.') &&
  specifier.endsWith('.js') &&
  context.parentURL?.includes('/node_modules/drizzle-orm/')
    ? { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
    : next(specifier, context)

const found = fault()
if (found) {
  console.error(`✘ ${found} Type: npm install`)
  process.exit(1)
}
// Types are stripped, and files compiled, once for every version of a file: that takes longer than most commands.
// Programs that a command runs inherit the folder.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../../node_modules/.cache/gatehouse', import.meta.url),
)
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
module.registerHooks({ resolve: resolveWithoutReading })
