/*
 * Passkeys: buttons that make or use one, and its offer in the field for the username. What the browser returns is sent as
 * a form of its own, so that nothing that was typed goes with it. Without a script, or where a browser lacks passkeys, the
 * buttons stay hidden.
 */

const OPTIONS = '/account/login/passkey/options'

const isThere =
  globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON &&
  PublicKeyCredential.parseCreationOptionsFromJSON

let offer = new AbortController()

async function requestOptions() {
  const response = await fetch(OPTIONS, { method: 'POST' })
  if (!response.ok) throw new Error(String(response.status))
  return PublicKeyCredential.parseRequestOptionsFromJSON(await response.json())
}

/** The page has the options for a new passkey; those for a sign-in are asked for when they are needed. */
async function credentialFor({ options }) {
  if (!options) return navigator.credentials.get({ publicKey: await requestOptions() })
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options))
  return navigator.credentials.create({ publicKey })
}

function send(button, credential) {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = button.dataset.passkey
  const kept = button.closest('.card').querySelectorAll('input[type=hidden], input[name=name]')
  const values = [...kept].map(({ name, value }) => [name, value])
  for (const [name, value] of [...values, ['credential', JSON.stringify(credential)]]) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name, value })
    form.append(input)
  }
  document.body.append(form)
  form.submit()
}

function tell(button, text) {
  const told = document.getElementById(button.getAttribute('aria-describedby'))
  told.textContent = text
  told.hidden = text === ''
}

async function press(button) {
  // A browser has one request at a time.
  offer.abort()
  tell(button, '')
  button.ariaDisabled = 'true'
  try {
    send(button, await credentialFor(button.dataset))
  } catch (error) {
    tell(
      button,
      error.name === 'InvalidStateError'
        ? 'This device has a passkey for this account already.'
        : 'No passkey was used. Try again, or use another way.',
    )
  } finally {
    button.ariaDisabled = 'false'
  }
}

/** Offers passkeys where the username is typed. The challenge works for five minutes, so the offer is renewed. */
async function offerAlways(button) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
  for (let ends = false; !ends; ) {
    offer = new AbortController()
    const late = setTimeout(() => offer.abort('late'), 4 * 60_000)
    try {
      const publicKey = await requestOptions()
      const options = { publicKey, mediation: 'conditional', signal: offer.signal }
      send(button, await navigator.credentials.get(options))
      ends = true
    } catch {
      // Somebody pressed the button, or the browser has no passkey: only time begins it anew.
      ends = offer.signal.reason !== 'late'
    } finally {
      clearTimeout(late)
    }
  }
}

const buttons = isThere ? document.querySelectorAll('[data-passkey]') : []
for (const button of buttons) {
  button.hidden = false
  button.addEventListener('click', () => {
    if (button.ariaDisabled !== 'true') press(button)
  })
}

const [first] = buttons
if (first && document.querySelector('[autocomplete~=webauthn]')) offerAlways(first)
