import { Refused } from '../refused.ts'
import { note, warn } from '../terminal.ts'
import { readVarsFile, writeVarsFile } from '../vars-file.ts'
import { askedChange, type ChangeMeans } from './asked-change.ts'
import { handOver, needBoth } from './hand-over.ts'
import { keyTable } from './key-table.ts'
import type { KeysRequest } from './keys-arguments.ts'
import { readKeySets, withKeySets } from './stored-key-sets.ts'
import type { Upload } from './upload-secrets.ts'
import { howToMake, placeOf, sameFor } from './vars-place.ts'

// wrangler looks at .dev.vars when it starts, and not again.
const RESTART = 'An API that runs here takes the new keys when `npm start` is started again'

/** Does what is asked for and gives the exit code. Throws Refused before anything was changed. */
export const runKeysCommand = async (
  request: KeysRequest,
  means: ChangeMeans & { upload: Upload },
): Promise<number> => {
  const { name, path } = placeOf(request)
  const text = readVarsFile(path) ?? (request.kind === 'make' ? '' : undefined)
  if (text === undefined) throw new Refused(`There is no ${name}. ${howToMake(request)}`)

  const sets = readKeySets(text, name)
  const again = sameFor('push', request)
  if (request.kind === 'list') {
    console.log(keyTable(sets, name, means.now))
    return 0
  }
  if (request.kind === 'push') {
    needBoth(sets, name)
    return handOver(text, name, means.upload, again)
  }

  const change = await askedChange(request, text, sets, means)
  if (request.isRemote) needBoth(change.sets, name)
  const changed = withKeySets(text, sets, change.sets)
  if (changed !== text) writeVarsFile(path, changed)
  note(change.done)
  for (const warning of change.warnings) warn(warning)
  console.log(`\n${keyTable(change.sets, name, means.now)}`)
  if (request.isRemote) return handOver(changed, name, means.upload, again)
  if (changed !== text && request.file === undefined) console.log(`\n${RESTART}`)
  return 0
}
