/* Makes the pages that emails lead to easier to use. They work without it. */

for (const button of document.querySelectorAll('[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals)
  button.hidden = false
  button.addEventListener('click', () => {
    const shown = input.type === 'password'
    input.type = shown ? 'text' : 'password'
    button.textContent = shown ? 'Hide' : 'Show'
    button.ariaPressed = String(shown)
  })
}

/* A second click must not send the form again: the first one has used the link. */
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', (event) => {
    const submit = form.querySelector('[type=submit]')
    if (submit.ariaDisabled === 'true') event.preventDefault()
    submit.ariaDisabled = 'true'
  })
}

/* A page that the reader goes back to is restored as it was left, with its button disabled. */
addEventListener('pageshow', () => {
  for (const submit of document.querySelectorAll('[type=submit]')) submit.ariaDisabled = 'false'
})

if (document.querySelector('[data-passkey]')) import('./passkey.js')
