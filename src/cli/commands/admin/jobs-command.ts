import type { Command } from 'commander'
import type { BulkAction } from '../../../ports/bulk-jobs.ts'
import { BULK_ACTIONS, ONLY_THESE } from '../../../ports/list-words.ts'
import type { Only } from '../../../ports/narrowed-users.ts'
import { command, notBlank, oneOf, wholeNumber } from '../../command.ts'
import type { JobsAction } from './jobs-request.ts'

type Input = { search?: string; only?: Only; reason?: string; everybody: boolean; yes: boolean }

/** `npm run admin -- jobs`. */
export const jobsCommand = (start: (action: JobsAction) => void | Promise<void>): Command => {
  const of = (does: 'show' | 'cancel' | 'file', description: string) =>
    command(does, description)
      .argument('<id>', 'its ID, as the list has it', notBlank)
      .action((id: string) => start({ does, id }))

  return command('jobs', 'Does the same to many accounts.')
    .addCommand(
      command('list', 'Lists the jobs of the last 30 days.')
        .option('--limit <number>', 'how many at most', wholeNumber(1, 1_000_000), 50)
        .action(({ limit }: { limit: number }) => start({ does: 'list', limit })),
    )
    .addCommand(of('show', 'Shows one.'))
    .addCommand(
      command('start', 'Starts one, and works it off.')
        .argument('<action>', BULK_ACTIONS.join(', '), oneOf<BulkAction>(BULK_ACTIONS))
        .argument('[who...]', 'accounts, each by a username, an email address or an ID')
        .option('--search <text>', 'all whose username or email address begins so')
        .option('--only <which>', ONLY_THESE.join(', '), oneOf<Only>(ONLY_THESE))
        .option('--everybody', 'every account', false)
        .option('--reason <text>', 'why, for staff to read')
        .option('--yes', 'confirm it', false)
        .action((action: BulkAction, who: string[], { everybody, yes, ...input }: Input) =>
          start({ does: 'start', action, who, ...input, isEverybody: everybody, isMeant: yes }),
        ),
    )
    .addCommand(of('cancel', 'Ends one: who it has not come to stays as they are.'))
    .addCommand(of('file', 'Prints the CSV file of one for a file.'))
}
