import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeUpload } from '../../../src/cli/keys/upload-secrets.ts'
import { runProgram, type runWrangler } from '../../../src/cli/wrangler.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Runs this program where wrangler would run. */
const standIn = (source: string): typeof runWrangler => {
  const program = join(temporaryFolder(), 'wrangler.mjs')
  writeFileSync(program, source)
  return (args, ...rest) => runProgram([program, ...args], ...rest)
}

const secrets = { MASTER_KEYS: '{"keys":\n[1]}', SIGNING_KEYS: '{"keys":[2]}' }
const never = new AbortController().signal

it('hands the secrets over on standard input, and in no argument', async () => {
  const run = standIn(`
    import { text } from 'node:stream/consumers'
    console.log(JSON.stringify({ args: process.argv.slice(2), input: JSON.parse(await text(process.stdin)) }))
    console.error('on the other stream')`)
  const { code, said } = await makeUpload(never, run)(secrets)
  expect(code).toBe(0)
  const [answer = '', ...others] = said.split('\n').sort().reverse()
  expect(JSON.parse(answer)).toEqual({ args: ['secret', 'bulk'], input: secrets })
  expect(others).toEqual(['on the other stream'])
})

it('gives the exit code and the words of one that ends without reading', async () => {
  const run = standIn(`console.error('✘ not logged in'); process.exit(3)`)
  const large = { MASTER_KEYS: 'x'.repeat(1_000_000) }
  expect(await makeUpload(never, run)(large)).toEqual({ code: 3, said: '✘ not logged in' })
})

it('takes an upload that was told to stop for a failed one', async () => {
  const run = standIn('')
  expect(await makeUpload(AbortSignal.abort(), run)(secrets)).toEqual({ code: 1, said: '' })
})

it('gives a program without input nothing to read', async () => {
  const run = standIn(`for await (const _ of process.stdin) process.exit(4); console.log('end')`)
  const lines: string[] = []
  expect(await run([], never, (line) => lines.push(line))).toBe(0)
  expect(lines).toEqual(['end'])
})
