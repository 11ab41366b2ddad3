import { parseArgs } from 'node:util'
import { type Mistake, mistakeOf } from '../parse-mistake.ts'

export const usage = `Looks after accounts, at a terminal. <who> is a username, an address or an id.

  npm run admin -- create <username>       opens an account; asks for its password, or reads it from standard input
      --email ADDRESS  --staff             with this address; as staff
      --generate                           with a password made up, which is shown once
  npm run admin -- show <who>              what is known of an account
  npm run admin -- list                    everybody, by name
      --search TEXT  --limit N  --json     whose name or address begins so; so many; a line of JSON for each
  npm run admin -- promote <who>           makes somebody staff; with --demote staff no more
  npm run admin -- disable <who>           signs somebody out everywhere, for good
  npm run admin -- enable <who>            lets them sign in again; nothing from before comes back
  npm run admin -- sign-out <who>          signs somebody out everywhere; they can sign in again
  npm run admin -- sign-out-everybody      all of them: after a restore (needs --yes)

  --remote       the deployed database in the place of the local one
  --help         this text`

export type AdminAction =
  | { kind: 'create'; username: string; email?: string; isStaff: boolean; isGenerated: boolean }
  | { kind: 'promote'; who: string; isDemotion: boolean }
  | { kind: 'disable' | 'enable' | 'sign-out'; who: string }
  | { kind: 'show'; who: string }
  | { kind: 'list'; search?: string; limit: number; asJson: boolean }
  | { kind: 'sign-out-everybody'; isMeant: boolean }

export type AdminRequest = AdminAction & { isRemote: boolean }

const USUAL_LIMIT = 50

const options = {
  email: { type: 'string' },
  staff: { type: 'boolean' },
  generate: { type: 'boolean' },
  demote: { type: 'boolean' },
  search: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  remote: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** What each command takes besides `--remote`, and what its one word is; undefined for none. */
const commands: Record<string, { word?: string; takes: (keyof Values)[] }> = {
  create: { word: 'a username', takes: ['email', 'staff', 'generate'] },
  promote: { word: 'a username, an address or an id', takes: ['demote'] },
  disable: { word: 'a username, an address or an id', takes: [] },
  enable: { word: 'a username, an address or an id', takes: [] },
  show: { word: 'a username, an address or an id', takes: [] },
  'sign-out': { word: 'a username, an address or an id', takes: [] },
  list: { takes: ['search', 'limit', 'json'] },
  'sign-out-everybody': { takes: ['yes'] },
}

const readAction = (kind: string, word: string, values: Values): AdminAction | string => {
  switch (kind) {
    case 'create': {
      const { email, staff = false, generate = false } = values
      return {
        kind,
        username: word,
        ...(email !== undefined && { email }),
        isStaff: staff,
        isGenerated: generate,
      }
    }
    case 'promote':
      return { kind, who: word, isDemotion: values.demote ?? false }
    case 'list': {
      const { search, limit = String(USUAL_LIMIT), json = false } = values
      if (!/^[1-9]\d{0,8}$/.test(limit)) return `“--limit” is a whole number from 1, not “${limit}”`
      return { kind, ...(search !== undefined && { search }), limit: Number(limit), asJson: json }
    }
    case 'sign-out-everybody':
      return { kind, isMeant: values.yes ?? false }
    default:
      return { kind: kind as 'show', who: word }
  }
}

const read = ([kind = '', word, ...surplus]: string[], values: Values): AdminAction | string => {
  const command = Object.hasOwn(commands, kind) ? commands[kind] : undefined
  if (!command) return kind === '' ? 'What is to be done?' : `There is no “${kind}”`
  const { remote, help, ...given } = values
  const strange = (Object.keys(given) as (keyof Values)[]).find((name) => !command.takes.includes(name))
  if (strange) return `“${kind}” takes no “--${strange}”`
  if (command.word && (word === undefined || word.trim() === '' || surplus.length > 0)) {
    return `“${kind}” takes ${command.word}`
  }
  if (!command.word && word !== undefined) return `“${kind}” takes nothing more, but there is “${word}”`
  return readAction(kind, word ?? '', values)
}

export const parseAdminArguments = (args: string[]): AdminRequest | { kind: 'help' } | Mistake => {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
    if (values.help) return { kind: 'help' }
    const action = read(positionals, values)
    return typeof action === 'string'
      ? { kind: 'mistake', message: action }
      : { ...action, isRemote: values.remote }
  } catch (error) {
    return mistakeOf(error as Error)
  }
}
