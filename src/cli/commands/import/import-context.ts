import type { Commit } from '../../../ports/database.ts'
import type { openImportedAccounts } from '../../../ports/imported-accounts.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Media } from './open-media.ts'
import type { PictureFaults } from './picture-faults.ts'
import type { Verifiers } from './verifiers.ts'

/** What every part of an import needs. `commit` waits longer than that of a request. */
export type ImportContext = {
  ports: Pick<Ports, 'config' | 'keys' | 'clock' | 'random' | 'pictures'>
  imported: ReturnType<typeof openImportedAccounts>
  commit: Commit
  verifiers: Verifiers
  /** The name of the source. */
  name: string
  withStaff: boolean
  /** Undefined if pictures are not imported. */
  media?: Media | undefined
  pictureFaults: PictureFaults
}
