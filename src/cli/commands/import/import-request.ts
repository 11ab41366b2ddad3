/** What `npm run import` was told. */
export type ImportRequest = {
  source: string
  /** The name under which the source's ids are kept. */
  name: string
  isDryRun: boolean
  /** The file for the whole report. */
  report?: string
  /** The folder of the pictures, or a URL that their paths are below of. */
  media?: string
  /** The hosts that pictures may be fetched from. */
  mediaHosts?: string[]
  timeZone?: string
  userTable?: string
  /** The column by which people sign in. */
  usernameField?: string
  profileTables: string[]
  withStaff: boolean
  /** For how many hours a token of django-rest-passwordreset works there. */
  resetHours: number
  usernames: 'suffix' | 'leave_out'
  addresses: 'first' | 'nobody'
  isMeant: boolean
  isRemote: boolean
}

/** `--check`: instead of importing, says who could sign in. */
export type CheckRequest = { isRemote: boolean }
