/** What `npm run admin -- webhooks` does. Times in milliseconds. */
export type WebhookAction =
  | { does: 'list' }
  | { does: 'add'; url: string; events?: string[] }
  | { does: 'change'; id: string; url?: string; events?: string[] }
  | { does: 'show' | 'pause' | 'resume' | 'rotate' | 'messages'; id: string }
  | { does: 'remove'; id: string; isMeant: boolean }
  | { does: 'replay'; id: string; since: number }
  | { does: 'retry' | 'drop'; id: string; event?: number }
