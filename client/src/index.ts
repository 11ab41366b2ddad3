import { type DjoserOptions, openDjoser } from './apis/djoser.ts'
import { type ExpressOptions, openExpress } from './apis/express.ts'
import { openProfile, type ProfileOptions } from './apis/profile.ts'
import { type ManagementOptions, openManagement, openUsers, type UsersOptions } from './apis/users.ts'

export type { AccountRefusal, OwnAccount, SessionItem, SessionPage } from './apis/account.ts'
export type { DjoserOptions, DjoserUser } from './apis/djoser.ts'
export type { ExpressOptions, ExpressUser } from './apis/express.ts'
export type { Profile, ProfileOptions } from './apis/profile.ts'
export type { SignInPageRefusal } from './apis/sign-in-page.ts'
export type { ManagementOptions, User, UsersOptions } from './apis/users.ts'
export type { CommonError, DjangoRefusal, ExpressRefusal, Result } from './result.ts'
export type { SessionStorage } from './storage.ts'

export type DjoserClient<Fields = unknown> = ReturnType<typeof openDjoser<Fields>>
export type ExpressClient<Fields = unknown> = ReturnType<typeof openExpress<Fields>>
export type ProfileClient<Fields = unknown> = ReturnType<typeof openProfile<Fields>>
export type UsersClient<Fields = unknown> = ReturnType<typeof openUsers<Fields>>
export type ManagementClient<Fields = unknown> = ReturnType<typeof openManagement<Fields>>

export type GatehouseOptions =
  | DjoserOptions
  | ExpressOptions
  | ProfileOptions
  | UsersOptions
  | ManagementOptions

/**
 * A client of one API of a Gatehouse. `Fields` are the user fields that its configuration declares:
 * `createGatehouse<{ phone: string }>({ baseUrl, api: 'djoser' })`. No call throws because of what the server says, or
 * because there is no network.
 */
export function createGatehouse<Fields = unknown>(options: DjoserOptions): DjoserClient<Fields>
export function createGatehouse<Fields = unknown>(options: ExpressOptions): ExpressClient<Fields>
export function createGatehouse<Fields = unknown>(options: ProfileOptions): ProfileClient<Fields>
export function createGatehouse<Fields = unknown>(options: UsersOptions): UsersClient<Fields>
export function createGatehouse<Fields = unknown>(options: ManagementOptions): ManagementClient<Fields>
export function createGatehouse<Fields>(options: GatehouseOptions) {
  switch (options.api) {
    case 'djoser':
      return openDjoser<Fields>(options)
    case 'express':
      return openExpress<Fields>(options)
    case 'profile':
      return openProfile<Fields>(options)
    case 'users':
      return openUsers<Fields>(options)
    case 'management':
      return openManagement<Fields>(options)
  }
}
