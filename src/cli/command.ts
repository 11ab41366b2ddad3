import { styleText } from 'node:util'
import { Command, Help, InvalidArgumentError } from 'commander'
import { reportRefusal } from './refused.ts'

export const PROGRAM = 'gatehouse'

/** Operators type npm scripts, so that is what the help shows. */
const usageOf = (command: Command): string => {
  const names: string[] = []
  for (let each: Command | null = command; each; each = each.parent) {
    if (each.name() !== PROGRAM) names.unshift(each.name())
  }
  const [script = '<command>', ...subcommands] = names

  return ['npm run', script, '--', ...subcommands, command.usage()].join(' ')
}

/** A command that throws CommanderError after it has printed its help or a mistake in its arguments. */
export const command = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .configureHelp({
      commandUsage: usageOf,
      showGlobalOptions: true,
      optionDescription: (option) => new Help().optionDescription(option).replace(' (default: false)', ''),
      styleTitle: (title) => styleText('bold', title),
    })
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, `${styleText('red', '✘')} `)),
    })
    .showHelpAfterError('To see what it takes, add --help')
    .exitOverride()

/** Runs a command and sets the exit code: the one that it returns, or 2 when it is refused. */
export const exits =
  <Request>(run: (request: Request) => Promise<number>) =>
  async (request: Request): Promise<void> => {
    process.exitCode = await reportRefusal(() => run(request))
  }

/** Parses the value of an option. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = Number(text)
  if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
}

/** Parses an argument that must not be empty. */
export const notBlank = (text: string) => {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It must not be empty.')
}

/** Parses one of some words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (text: string): Word => {
    const found = words.find((word) => word === text)
    if (found) return found
    throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`)
  }
