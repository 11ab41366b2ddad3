import type { KeyKind } from './stored-key-sets.ts'

export type KeysAction =
  | { kind: 'list' }
  | { kind: 'make' }
  | { kind: 'push' }
  | { kind: 'rotate'; of: KeyKind }
  | { kind: 'kill'; kid: string; isMeant: boolean }

export type KeysRequest = KeysAction & { isRemote: boolean; file?: string }
