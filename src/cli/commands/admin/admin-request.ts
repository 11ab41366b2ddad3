export type AdminAction =
  | { kind: 'create'; username: string; email?: string; isStaff: boolean; isGenerated: boolean }
  | { kind: 'promote'; who: string; isDemotion: boolean }
  | { kind: 'disable' | 'enable' | 'sign-out'; who: string }
  | { kind: 'show'; who: string }
  | { kind: 'list'; search?: string; limit: number; asJson: boolean }
  | { kind: 'moved' }
  | { kind: 'end-move'; isMeant: boolean }
  | { kind: 'sign-out-everybody'; isMeant: boolean }

export type AdminRequest = AdminAction & { isRemote: boolean }
