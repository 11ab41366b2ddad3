import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWrangler, runProgram, type streamWrangler } from '../../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Runs this program instead of wrangler. */
const standIn = (source: string): typeof streamWrangler => {
  const program = join(temporaryFolder(), 'wrangler.mjs')
  writeFileSync(program, source)
  return (args, ...rest) => runProgram([program, ...args], ...rest)
}

const secrets = JSON.stringify({ MASTER_KEYS: '{"keys":\n[1]}', SIGNING_KEYS: '{"keys":[2]}' })
const never = new AbortController().signal

it('passes input on standard input, and in no argument', async () => {
  const stream = standIn(`
    import { text } from 'node:stream/consumers'
    console.log(JSON.stringify({ args: process.argv.slice(2), input: await text(process.stdin) }))
    console.error('on the other stream')`)
  const { code, text, stdout, stderr } = await openWrangler(never, stream)(['secret', 'bulk'], secrets)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ args: ['secret', 'bulk'], input: secrets })
  expect(stderr).toBe('on the other stream\n')
  expect([stdout + stderr, stderr + stdout]).toContain(text)
})

it('returns the exit code and the output of a program that ends without reading its input', async () => {
  const stream = standIn(`console.error('✘ not logged in'); process.exit(3)`)
  const large = 'x'.repeat(1_000_000)
  const said = '✘ not logged in\n'
  const output = await openWrangler(never, stream)(['secret', 'bulk'], large)
  expect(output).toEqual({ code: 3, stdout: '', stderr: said, text: said })
})

it('fails when it is stopped', async () => {
  const stream = standIn('')
  const output = await openWrangler(AbortSignal.abort(), stream)(['whoami'])
  expect(output).toEqual({ code: 1, stdout: '', stderr: '', text: '' })
  expect((await openWrangler(AbortSignal.abort(), async () => 0)(['whoami'])).code).toBe(1)
})

it('gives a program without input nothing to read', async () => {
  const stream = standIn(`for await (const _ of process.stdin) process.exit(4); console.log('end')`)
  const lines: string[] = []
  expect(await stream([], never, (line) => lines.push(line))).toBe(0)
  expect(lines).toEqual(['end'])
})

it('keeps both streams apart, and their order in the text', async () => {
  const wrangler = openWrangler(never, async (args, _, onLine) => {
    onLine(args.join(' '), 'stdout')
    onLine('a warning', 'stderr')
    return 3
  })
  expect(await wrangler(['d1', 'list'])).toEqual({
    code: 3,
    stdout: 'd1 list\n',
    stderr: 'a warning\n',
    text: 'd1 list\na warning\n',
  })
})
