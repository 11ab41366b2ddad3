import { arabic } from '../../src/account/emails/languages/arabic.ts'
import { french } from '../../src/account/emails/languages/french.ts'
import { german } from '../../src/account/emails/languages/german.ts'
import { hindi } from '../../src/account/emails/languages/hindi.ts'
import { portuguese } from '../../src/account/emails/languages/portuguese.ts'
import { spanish } from '../../src/account/emails/languages/spanish.ts'
import { ownEmails } from '../../src/account/emails/own-emails.ts'
import { configured, defineConfig } from '../../src/ports/config.ts'
import { readSettings } from '../../src/ports/settings.ts'

/** Every language besides English. */
export const languages = { de: german, fr: french, es: spanish, pt: portuguese, hi: hindi, ar: arabic }

const config = defineConfig({ emails: ownEmails({ languages }) })
/** What an email is written with. */
export const ports = {
  config,
  settings: readSettings(configured({ PUBLIC_URL: 'https://accounts.example.org' }, config)),
}
/** The owner of an account with a verified address. */
export const reader = (language: string) => ({
  id: 'an-id',
  username: 'ada',
  email: 'ada@example.com',
  emailVerifiedAt: 1,
  language,
})
export const mailed = { uid: 'VUlE', token: 'dG9rZW4', code: '7K3MQ2WD' }
