import { bareName, type Table } from './table.ts'

/** Tables that are in a source and are not read, with what that means. */
const UNREAD: [RegExp, string][] = [
  [/^knox_authtoken$/, 'Tokens of django-rest-knox are stored as hashes and end'],
  [/^(socialaccount_socialaccount|social_auth_usersocialauth)$/, 'Links to social accounts are not read'],
  [
    /^(otp_email_emaildevice|two_factor_phonedevice|otp_hotp_hotpdevice)$/,
    'Codes by email, SMS or counter are not read',
  ],
  [/^oauth2_provider_accesstoken$/, 'Tokens of django-oauth-toolkit are not read and end'],
  [/^django_session$/, 'Sessions in cookies end: those of the admin, and of pages with a login'],
]

/** Such a link is signed over the stored hash of the password, which is not kept here. */
const OWN_LINKS = "Links in emails that Django or djoser signed end, such as djoser's for a new password"

/** What the person at the terminal should know of what is not read, a sentence each. */
export const notesOn = (tables: Table[], hasNoIds: boolean): string[] => {
  const notes = UNREAD.filter(([name]) => tables.some((table) => name.test(bareName(table.name)))).map(
    ([, note]) => note,
  )
  const all = [...notes, OWN_LINKS]
  if (!hasNoIds) return all
  return [
    ...all,
    'The file has no ids of people: their old ids and JWTs cannot be kept. Make it again without --natural-primary',
  ]
}
