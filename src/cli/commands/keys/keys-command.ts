import { Refused } from '../../refused.ts'
import { note, warn } from '../../terminal.ts'
import { readVarsFile, writeVarsFile } from '../../vars-file.ts'
import { changeKeys, type KeysContext } from './key-changes.ts'
import { keyTable } from './key-table.ts'
import type { KeysRequest } from './keys-request.ts'
import { type OldSystem, oldSecretsTable } from './old-secrets-table.ts'
import { readKeySets, withKeySets } from './stored-key-sets.ts'
import { requireBoth, type Upload, uploadKeys } from './upload-keys.ts'
import { commandFor, howToMake, placeOf } from './vars-location.ts'

// wrangler reads .dev.vars only when it starts.
const RESTART = 'A running API uses the new keys after `npm start` is restarted'

/** Runs one subcommand and returns the exit code. Throws Refused before anything was changed. */
export const runKeysCommand = async (
  request: KeysRequest,
  context: KeysContext & { upload: Upload; oldSystems: () => Promise<readonly OldSystem[]> },
): Promise<number> => {
  const { name, path } = placeOf(request)
  const text = readVarsFile(path) ?? (request.kind === 'make' ? '' : undefined)
  if (text === undefined) throw new Refused(`There is no ${name}. ${howToMake(request)}`)

  const sets = readKeySets(text, name)
  const again = commandFor('push', request)
  if (request.kind === 'list') {
    console.log(keyTable(sets, name, context.now))
    const old = oldSecretsTable(text, await context.oldSystems(), name, context.now)
    if (old !== '') console.log(old)
    return 0
  }
  if (request.kind === 'push') {
    requireBoth(sets, name)
    return uploadKeys(text, name, context.upload, again)
  }

  const change = await changeKeys(request, text, sets, context)
  if (request.isRemote) requireBoth(change.sets, name)
  const changed = withKeySets(text, sets, change.sets)
  if (changed !== text) writeVarsFile(path, changed)
  note(change.done)
  for (const warning of change.warnings) warn(warning)
  console.log(`\n${keyTable(change.sets, name, context.now)}`)
  if (request.isRemote) return uploadKeys(changed, name, context.upload, again)
  if (changed !== text && request.file === undefined) console.log(`\n${RESTART}`)
  return 0
}
