export const FORMS = ['django-json', 'mongo-json', 'csv', 'gatehouse'] as const

export type ExportForm = (typeof FORMS)[number]

/** What `npm run export` was told. */
export type ExportRequest = {
  form: ExportForm
  out: string
  /** The name that the import gave to the system that people go back to. */
  name?: string
  /** Django's names for tables: `users=accounts.User`. */
  models: Record<string, string>
  /** The file for what the operator has to look after. */
  report?: string
  withNewProfiles: boolean
  isMeant: boolean
  isRemote: boolean
}
