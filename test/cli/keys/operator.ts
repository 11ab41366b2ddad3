import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv, stripVTControlCharacters } from 'node:util'
import { expect, vi } from 'vitest'
import { keysCommand } from '../../../src/cli/commands/keys/command.ts'
import type { Key } from '../../../src/cli/commands/keys/key-set.ts'
import { runKeysCommand } from '../../../src/cli/commands/keys/keys-command.ts'
import { reportRefusal } from '../../../src/cli/refused.ts'
import { readArguments } from '../read-arguments.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** The time at which all commands are given, in unix seconds. */
export const NOW = Date.parse('2026-11-20T07:00:00Z') / 1_000

type Context = Parameters<typeof runKeysCommand>[1]

const secretsIn = (text: string) =>
  [...text.matchAll(/"(?:k|d)":"([^"]+)"/g)].map(([, secret]) => secret ?? '').filter(Boolean)

/** A vars file, and what giving a command about it comes to. Nothing secret may be printed by any of them. */
export const operate = (text?: string) => {
  const file = join(temporaryFolder(), 'vars')
  if (text !== undefined) writeFileSync(file, text)
  const read = () => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
  const keys = (name: string): Key[] => JSON.parse(parseEnv(read() ?? '')[name] ?? '{}').keys

  const give = async (command: string, context: Partial<Context> = {}) => {
    const before = read() ?? ''
    const printed = { stdout: '', stderr: '' }
    const record = (stream: 'stdout' | 'stderr') => (line: string) => {
      printed[stream] += `${stripVTControlCharacters(line).replaceAll(file, 'FILE')}\n`
    }
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(record('stdout')),
      vi.spyOn(console, 'error').mockImplementation(record('stderr')),
    ]
    const request = await readArguments(keysCommand, [...command.split(' ').filter(Boolean), '--file', file])
    if (request === 'help' || 'mistake' in request) throw new Error(`Not a command: ${command}`)
    const upload = () => Promise.reject(new Error('Nothing is to be uploaded'))
    const usual: Context = {
      now: NOW,
      workerVars: async () => ({}),
      deployedSecrets: async () => [],
      confirm: async () => undefined,
      oldSystems: async () => [],
      upload,
    }
    const code = await reportRefusal(() => runKeysCommand(request, { ...usual, ...context }))
    for (const spy of spies) spy.mockRestore()

    const all = printed.stdout + printed.stderr
    expect(secretsIn(before + (read() ?? '')).filter((secret) => all.includes(secret))).toEqual([])
    expect(readdirSync(dirname(file)).filter((name) => name !== 'vars')).toEqual([])
    return { code, ...printed }
  }
  return { read, keys, give }
}
