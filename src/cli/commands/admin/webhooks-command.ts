import { type Command, InvalidArgumentError } from 'commander'
import { command, notBlank, wholeNumber } from '../../command.ts'
import type { WebhookAction } from './webhook-request.ts'

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

/** A day or a moment in ISO 8601, in milliseconds. */
const moment = (text: string) => {
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be a time as 2026-11-20T08:00:00Z.')
  return at
}

const EVENTS = [
  '--events <types>',
  'only of these types, separated by commas, as account.created',
  words,
] as const

/** `npm run admin -- webhooks`. */
export const webhooksCommand = (start: (action: WebhookAction) => void | Promise<void>): Command => {
  const of = (name: string, description: string) =>
    command(name, description).argument('<id>', 'its ID, as the list has it', notBlank)
  const simple = (does: 'show' | 'pause' | 'resume' | 'rotate' | 'messages', description: string) =>
    of(does, description).action((id: string) => start({ does, id }))
  const ofMessages = (does: 'retry' | 'drop', description: string) =>
    of(does, description)
      .argument('[event]', 'one message alone', wholeNumber(1, 9_999_999_999))
      .action((id: string, event?: number) => start({ does, id, ...(event !== undefined && { event }) }))
  type Input = { url?: string; events?: string[] }

  return command('webhooks', 'Manages where other systems are told of events.')
    .addCommand(command('list', 'Lists them.').action(() => start({ does: 'list' })))
    .addCommand(
      command('add', 'Adds one, and prints its secret once.')
        .argument('<url>', 'where messages go', notBlank)
        .option(...EVENTS)
        .action((url: string, { events }: Input) => start({ does: 'add', url, ...(events && { events }) })),
    )
    .addCommand(
      of('change', 'Changes one.')
        .option('--url <url>', 'where messages go', notBlank)
        .option(...EVENTS)
        .action((id: string, input: Input) => start({ does: 'change', id, ...input })),
    )
    .addCommand(simple('show', 'Shows one.'))
    .addCommand(simple('pause', 'Sends nothing until it resumes.'))
    .addCommand(simple('resume', 'Sends messages again.'))
    .addCommand(simple('rotate', 'Makes a new secret. The one before it signs for another day.'))
    .addCommand(
      of('remove', 'Removes one, with its messages.')
        .option('--yes', 'confirm it', false)
        .action((id: string, { yes }: { yes: boolean }) => start({ does: 'remove', id, isMeant: yes })),
    )
    .addCommand(
      of('replay', 'Sends everything since a time again.')
        .requiredOption('--since <time>', 'a day or a time, as 2026-11-20T08:00:00Z', moment)
        .action((id: string, { since }: { since: number }) => start({ does: 'replay', id, since })),
    )
    .addCommand(simple('messages', 'Lists messages that have not arrived.'))
    .addCommand(ofMessages('retry', 'Sends messages again that were given up.'))
    .addCommand(ofMessages('drop', 'Forgets messages that were given up.'))
}
