import type { ApiName, IdKind, LoginField } from '../../../ports/config.ts'
import type { PlannedField } from './plan.ts'

/** What is told of the back end that is replaced. What is missing is asked, or has its default. */
export type Answers = {
  backEnd: ApiName
  at: string[]
  loginField: LoginField
  usernames: boolean
  ids: IdKind
  fields: Record<string, PlannedField>
  /** `''`: none. */
  frontEnd: string
  /** Second names of fields in answers of the Express API: `{ username: 'userName' }`. */
  expressNames?: Names
}

/** As `apis.express.names` has them. */
export type Names = { username?: string; fullName?: string }

/** `fromDjango`: the settings file or the folder of a project, which answers every question. */
export type SetupRequest = { answers: Partial<Answers>; fromDjango?: string; isMeant: boolean }

export const BACK_ENDS: Record<ApiName, string> = {
  djoser: 'djoser, with tokens or simplejwt',
  profile: 'Django REST token auth with one profile for each person',
  users: 'a DRF collection of users that returns a token',
  management: 'the same, with deletion, change of password, and reset by email',
  express: 'an Express back end: responses in an envelope, cookies, pictures as files',
}
