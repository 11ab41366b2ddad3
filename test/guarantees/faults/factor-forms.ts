import { PASSWORD } from '../../support/people.ts'
import type { Ask } from './endpoints.ts'
import type { Town } from './town.ts'

/* The page `/second-factor`, and each of its forms. */

type Fields = Record<string, string>
type Page = keyof Town['pages']

/** A form that the page of somebody sends. */
const sentBy =
  (page: Page, typed: (factors: Town['factors']) => Fields = () => ({})): Ask =>
  ({ pages, factors }) => ({
    body: new URLSearchParams(typed(factors)),
    headers: { cookie: pages[page] },
  })

const forms: Record<string, Ask> = {
  'sign-in': ({ factors: { fay } }) => ({
    body: new URLSearchParams({
      username: fay.username,
      password: PASSWORD,
      code: fay.recoveryCodes[0] ?? '',
    }),
  }),
  begin: sentBy('fay'),
  confirm: sentBy('gus', ({ firstCode }) => ({ code: firstCode })),
  prove: sentBy('fay', ({ fay }) => ({ code: fay.recoveryCodes[0] ?? '' })),
  codes: sentBy('fay'),
  remove: sentBy('fay'),
  distrust: sentBy('fay'),
  approval: sentBy('fay', () => ({ on: 'false' })),
  'sign-out': sentBy('fay'),
  passkey: sentBy('ivy'),
  'passkey-add': sentBy('ivy', ({ ivy }) => ({ credential: JSON.stringify(ivy.made), name: 'Laptop' })),
  'passkey-remove': sentBy('ivy', ({ ivy }) => ({ id: ivy.id })),
  require: sentBy('ivyByPasskey', () => ({ on: 'true' })),
  return: sentBy('fay'),
  'codes.txt': sentBy('fay', ({ fay }) => ({ codes: fay.recoveryCodes.join(' ') })),
}

export const factorForms: Record<string, Ask> = {
  'GET /second-factor': ({ pages }) => ({ headers: { cookie: pages.fay } }),
  ...Object.fromEntries(Object.entries(forms).map(([action, ask]) => [`POST /second-factor/${action}`, ask])),
}
