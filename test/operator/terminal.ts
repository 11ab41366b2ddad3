import { stripVTControlCharacters } from 'node:util'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { parseAdminArguments } from '../../src/cli/admin/admin-arguments.ts'
import { runAdminCommand } from '../../src/cli/admin/admin-command.ts'
import { Refused } from '../../src/cli/refused.ts'
import { openDatabase } from '../../src/ports/database.ts'
import { openEverybody } from '../../src/ports/everybody.ts'
import type { House } from '../support/house.ts'

/** A terminal in this house: gives a command and tells what it came to. `typed` is the password. */
export const terminalOf =
  (house: House, stop = new AbortController().signal) =>
  async (command: string, typed?: string) => {
    const request = parseAdminArguments(command.split(' '))
    if (request.kind === 'help' || request.kind === 'mistake') throw new Error(`Not a command: ${command}`)
    const printed = { stdout: '', stderr: '' }
    const hear = (stream: keyof typeof printed) => (line: unknown) => {
      printed[stream] += `${stripVTControlCharacters(String(line))}\n`
    }
    const spies = [
      vi.spyOn(console, 'log').mockImplementation(hear('stdout')),
      vi.spyOn(console, 'error').mockImplementation(hear('stderr')),
    ]
    const askPassword = async () => {
      if (typed === undefined) throw new Error('Nobody is to be asked for a password')
      return typed
    }
    try {
      const everybody = openEverybody(openDatabase(env.DB))
      const code = await runAdminCommand(request, { ports: house.ports, everybody, askPassword, stop })
      await house.settled()
      return { code, ...printed }
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { refused: error.message, ...printed }
    } finally {
      for (const spy of spies) spy.mockRestore()
    }
  }
