import type { BulkAction } from '../../../ports/bulk-jobs.ts'
import type { Only } from '../../../ports/narrowed-users.ts'

/** What `npm run admin -- jobs` does. `who`: accounts one by one; none: all that the search finds. */
export type JobsAction =
  | { does: 'list'; limit: number }
  | { does: 'show' | 'cancel' | 'file'; id: string }
  | {
      does: 'start'
      action: BulkAction
      who: readonly string[]
      search?: string
      only?: Only
      reason?: string
      isEverybody: boolean
      isMeant: boolean
    }
