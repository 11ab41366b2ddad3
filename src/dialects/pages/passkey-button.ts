import { html } from 'hono/html'
import type { Html } from './layout.ts'

type Button = {
  /** Where the answer of the browser is sent, as the field `credential` of a form. */
  to: string
  text: string
  /** What a passkey is made with. Without it one is used. */
  options?: object
}

/** A button for a passkey. The script `passkey.js` shows it, where the browser can. At most one stands on a page. */
export const passkeyButton = ({ to, text, options }: Button): Html => html`<p class="passkey">
<button type="button" class="second" data-passkey="${to}"${
  options && html` data-options="${JSON.stringify(options)}"`
} aria-describedby="passkey-problem" hidden>${text}</button>
</p>
<p class="problem" id="passkey-problem" role="alert" hidden></p>`
