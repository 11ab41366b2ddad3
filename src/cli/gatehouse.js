// Plain JavaScript, so that every Node can run it: it prints a message where the rest would print a stack trace.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const packages = ['commander', 'wrangler'].map(
  (name) => new URL(`../../node_modules/${name}/package.json`, import.meta.url),
)

if (!packages.every((file) => existsSync(file))) {
  console.error('✘ The packages are not installed. Type: npm install')
  process.exitCode = 1
} else if (!process.features.typescript) {
  console.error(
    `✘ Node ${process.versions.node} is too old. The packages include a newer one. Type: npm install`,
  )
  process.exitCode = 1
} else {
  // Types are stripped, and files compiled, once for every version of a file: that takes longer than most commands.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/gatehouse', import.meta.url)))
  const { runProgram } = await import('./program.ts')
  await runProgram(process.argv.slice(2))
}
