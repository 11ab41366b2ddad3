import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from '../parse-mistake.ts'
import type { KeyKind } from './stored-key-sets.ts'

export const usage = `Shows and changes the keys that passwords, tokens and JWTs rest on.

  npm run keys                      lists the keys of .dev.vars
  npm run keys -- make              makes what is missing: each set gets a current and a next key
  npm run keys -- rotate signing    the next key becomes current, the current one old, and a next one is made
  npm run keys -- rotate master     the same for master keys
  npm run keys -- kill <id>         takes a key away for good, whichever set it is in
  npm run keys -- push              hands both secrets of .production.vars to the deployed Worker

  --remote       for the deployed Worker: works on .production.vars, then hands both secrets over
  --file PATH    another file than .dev.vars or .production.vars
  --yes          needed to kill a master key
  --help         this text`

export type KeysAction =
  | { kind: 'list' }
  | { kind: 'make' }
  | { kind: 'push' }
  | { kind: 'rotate'; of: KeyKind }
  | { kind: 'kill'; kid: string; isMeant: boolean }

export type KeysRequest = KeysAction & { isRemote: boolean; file?: string }

const readAction = ([command = 'list', ...words]: string[], isMeant: boolean): KeysAction | string => {
  const [word, ...surplus] = words
  if (command === 'rotate') {
    const isKind = (word === 'signing' || word === 'master') && surplus.length === 0
    return isKind ? { kind: command, of: word } : '“rotate” takes “signing” or “master”'
  }
  if (command === 'kill') {
    const isOne = word !== undefined && surplus.length === 0
    return isOne ? { kind: command, kid: word, isMeant } : '“kill” takes the id of one key'
  }
  if (command !== 'list' && command !== 'make' && command !== 'push') return `There is no “${command}”`
  return word === undefined ? { kind: command } : `“${command}” takes nothing more, but there is “${word}”`
}

export const parseKeysArguments = (args: string[]): KeysRequest | { kind: 'help' } | Mistake => {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        remote: { type: 'boolean', default: false },
        file: { type: 'string' },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }

    const action = readAction(positionals, values.yes)
    if (typeof action === 'string') return { kind: 'mistake', message: action }
    const isRemote = values.remote || action.kind === 'push'
    return { ...action, isRemote, ...(values.file === undefined ? {} : { file: values.file }) }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
