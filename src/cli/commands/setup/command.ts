import { join } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import type { ApiName, IdKind, LoginField } from '../../../ports/config.ts'
import { command, exits, notBlank } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'
import type { PlannedField } from './plan.ts'
import { readExpressName, readOrigin, readPath } from './read-answers.ts'
import { FIELD_SYNTAX, readField } from './read-field.ts'
import { BACK_ENDS, type Names, type SetupRequest } from './setup-request.ts'

const setup = async (request: SetupRequest): Promise<number> => {
  const { runSetup } = await import('./run-setup.ts')
  const { askQuestions } = await import('./questions.ts')
  const { askToConfirm } = await import('../../prompts.ts')
  const ask = process.stdin.isTTY ? askQuestions : undefined
  return runSetup(request, { file: join(projectRoot, 'gatehouse.config.ts'), ask, confirm: askToConfirm })
}

/** An option that may be given more than once: each value is added to those before. */
const more =
  <Item>(read: (text: string) => Item) =>
  (text: string, before: Item[] = []): Item[] => [...before, read(text)]

const asArgument =
  <Value>(read: (text: string) => Value) =>
  (text: string): Value => {
    try {
      return read(text)
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message)
    }
  }

type Options = {
  backEnd?: ApiName
  at?: string[]
  loginField?: LoginField
  usernames: boolean
  ids?: IdKind
  field?: [string, PlannedField][]
  expressName?: Names[]
  frontEnd?: string
  fromDjango?: string
  yes: boolean
}

const requestOf = (options: Options): SetupRequest => {
  const { field, expressName, usernames, fromDjango, yes, ...answers } = options
  return {
    answers: {
      ...answers,
      ...(!usernames && { usernames, loginField: answers.loginField ?? 'email' }),
      ...(field && { fields: Object.fromEntries(field) }),
      ...(expressName && { expressNames: Object.assign({}, ...expressName) as Names }),
    },
    ...(fromDjango !== undefined && { fromDjango }),
    isMeant: yes,
  }
}

export const setupCommand = (run: (request: SetupRequest) => void | Promise<void> = exits(setup)) =>
  command(
    'setup',
    `Writes gatehouse.config.ts: which back end Gatehouse replaces, and how that one is configured.

Without options it asks six questions. With --from-django it reads a djoser project instead: the settings, the user model, the serializers and the URLs. Python is read and never run. The exit code is 1 when something that clients need is not served.`,
  )
    .summary('Writes gatehouse.config.ts.')
    .addOption(
      new Option('--back-end <name>', 'the back end that is replaced').choices(Object.keys(BACK_ENDS)),
    )
    .option('--at <path>', 'its base path; may be given more than once', more(asArgument(readPath)))
    .addOption(
      new Option('--login-field <field>', 'what people sign in with').choices([
        'username',
        'email',
        'either',
      ]),
    )
    .option('--no-usernames', 'accounts have no usernames')
    .addOption(
      new Option('--ids <kind>', 'the ids that clients know').choices(['uuid', 'integer', 'objectid']),
    )
    .option('--field <field>', `a field of accounts: ${FIELD_SYNTAX}`, more(asArgument(readField)))
    .option(
      '--express-name <name>',
      'how answers of the Express back end write username or fullName besides, as userName; may be given more than once',
      more(asArgument(readExpressName)),
    )
    .option(
      '--front-end <url>',
      'where the front end is, that links in emails lead to',
      asArgument(readOrigin),
    )
    .option('--from-django <path>', 'the settings file or the folder of a djoser project', notBlank)
    .option('--yes', 'confirm that a configuration is overwritten', false)
    .action((options: Options) => run(requestOf(options)))
