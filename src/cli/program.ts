import { CommanderError } from 'commander'
import { command, PROGRAM } from './command.ts'
import { adminCommand } from './commands/admin/command.ts'
import { deployCommand } from './commands/deploy/command.ts'
import { doctorCommand } from './commands/doctor/command.ts'
import { exportCommand } from './commands/export/command.ts'
import { importCommand } from './commands/import/command.ts'
import { keysCommand } from './commands/keys/command.ts'
import { setupCommand } from './commands/setup/command.ts'
import { startCommand } from './commands/start/command.ts'
import { buildCommand } from './tools/build/command.ts'
import { fuzzCommand } from './tools/fuzz/command.ts'
import { sizeCommand } from './tools/size/command.ts'

const program = () =>
  command(PROGRAM, 'A user-management API on Cloudflare Workers')
    .commandsGroup('For operators:')
    .addCommand(setupCommand())
    .addCommand(startCommand())
    .addCommand(doctorCommand())
    .addCommand(keysCommand())
    .addCommand(adminCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(deployCommand())
    .commandsGroup('For developers of Gatehouse:')
    .addCommand(buildCommand())
    .addCommand(sizeCommand())
    .addCommand(fuzzCommand())

/** Runs one command and sets the exit code, 2 when its arguments are not valid. */
export const runProgram = async (args: string[]): Promise<void> => {
  try {
    await program().parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
  }
}
