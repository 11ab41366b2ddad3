import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Me } from '../../account/me.ts'
import { listPasskeys, removePasskey } from '../../account/passkeys/own-passkeys.ts'
import { addPasskey, registrationOptions } from '../../account/passkeys/registration.ts'
import { setRequired } from '../../account/passkeys/require-passkey.ts'
import type { FactorView } from '../../account/second-factor/enrolment.ts'
import type { AppEnv } from '../dialect.ts'
import { PasskeyName } from '../passkey-forms.ts'
import { parse } from '../reading.ts'
import type { Html } from './layout.ts'
import { passkeyButton } from './passkey-button.ts'
import { typedMade } from './typed-passkey.ts'

/* The part of the page `/second-factor` that is about passkeys. */

type Button = (action: string, text: string, hidden?: Html | '', kind?: string) => Html

const hiddenField = (name: string, value: string) =>
  html`<input type="hidden" name="${name}" value="${value}">`

/** The list, and what can be done with it. */
export async function passkeyPart(
  c: Context<AppEnv>,
  me: Me,
  { passkeys, isRequired, hasTotp, requiredBy }: FactorView,
  button: Button,
): Promise<Html> {
  const { rows } = passkeys > 0 ? await listPasskeys(c.env, me) : { rows: [] }
  const turn = (on: boolean, text: string) => button('require', text, hiddenField('on', String(on)), 'second')
  return html`<h2>Passkeys</h2>
<p>With a passkey you sign in by the finger, face or code of your device, without your password.</p>
${
  rows.length > 0 &&
  html`<ul class="passkeys">${rows.map(
    ({
      id,
      name,
      createdAt,
    }) => html`<li class="passkey-row"><span>${name}<small>Added on ${dayOf(createdAt)}</small></span>
${button('passkey-remove', 'Remove', hiddenField('id', id), 'small second')}</li>`,
  )}</ul>`
}
${button('passkey', 'Add a passkey', '', rows.length > 0 ? 'second' : '')}
${rows.length > 0 && !isRequired && turn(true, 'Ask for a second step after the password')}
${isRequired && !hasTotp && requiredBy !== 'policy' && turn(false, 'Let the password alone be enough')}`
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** The page that makes a passkey, by a script. */
export async function newPasskeyPart(c: Context<AppEnv>, me: Me, path: string): Promise<Html> {
  const options = await registrationOptions(c.env, me)
  return html`<main>
<section class="card">
<h1>Add a passkey</h1>
<p>Your device will ask for your finger, your face or its code.</p>
<noscript><p class="problem">Passkeys need JavaScript. Everything else on this page works without it.</p></noscript>
<label for="name">A name for it</label>
<div class="field"><input id="name" name="name" autocomplete="off" maxlength="64" value="Passkey"></div>
${passkeyButton({ to: `${path}/passkey-add`, text: 'Make it', options })}
<p class="also"><a href="${path}">Back</a></p>
</section>
</main>`
}

/** What a form about passkeys does, and the recovery codes that it led to. */
export async function changePasskeys(
  c: Context<AppEnv>,
  me: Me,
  action: string,
  typed: Record<string, string>,
): Promise<string[]> {
  if (action === 'require') return setRequired(c.env, me, typed.on === 'true')
  if (action === 'passkey-remove') {
    await removePasskey(c.env, me, typed.id ?? '')
    return []
  }
  const name = parse(PasskeyName, typed.name ?? '')
  return (await addPasskey(c.env, me, typedMade(typed), name)).recoveryCodes ?? []
}
