/* Sends the form of a page that a letter leads to, with what stands after the `#` in its link. */

const form = document.querySelector('#form')
const submit = form.querySelector('[type=submit]')
const input = form.querySelector('input')
const reveal = form.querySelector('#reveal')
const problem = form.querySelector('#problem')

const DEAD = [400, 403, 404]

const link = readLink(location.hash)
// Neither the history nor a screenshot shall keep the secret.
history.replaceState(null, '', location.pathname)
// Another link, opened in the same tab.
addEventListener('hashchange', () => location.reload())

if (link) submit.disabled = false
else end('missing')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  if (form.ariaBusy === 'true') return
  setBusy(true)
  complain('')
  const outcome = await send()
  setBusy(false)
  if (outcome.end) end(outcome.end)
  else complain(outcome.problem, outcome.ofField)
})

reveal?.addEventListener('click', () => {
  const shown = input.type === 'password'
  input.type = shown ? 'text' : 'password'
  reveal.textContent = shown ? 'Hide' : 'Show'
  reveal.ariaPressed = String(shown)
})

/** `#/{uid}/{token}` or `#token={token}` */
function readLink(hash) {
  const [, uid, token] = /^#\/([^/]+)\/([^/]+)\/?$/.exec(hash) ?? []
  if (token) return { uid, token }
  const key = new URLSearchParams(hash.slice(1)).get('token')
  return key && form.dataset.keyTo ? { token: key } : undefined
}

async function send() {
  const [to, field] = link.uid ? [form.dataset.to, input?.name] : [form.dataset.keyTo, form.dataset.keyField]
  const body = { ...link, ...(input && { [field]: input.value }) }
  try {
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
    })
    if (answer.ok) return { end: 'done' }
    const said = await answer.json().catch(() => ({}))
    if (field && said[field]) return { problem: [said[field]].flat().join(' '), ofField: true }
    if (DEAD.includes(answer.status)) return { end: 'dead' }
    if (answer.status === 429) return { problem: tooMany(answer.headers.get('retry-after')) }
    return { problem: 'Something went wrong on our side. Please try again in a minute.' }
  } catch {
    return { problem: 'The server cannot be reached. Check your connection and try again.' }
  }
}

const tooMany = (seconds) =>
  `There were too many tries. Please wait ${seconds ? `${seconds} seconds` : 'a while'} and try again.`

function setBusy(busy) {
  form.ariaBusy = String(busy)
  submit.ariaDisabled = String(busy)
}

function complain(text, ofField = false) {
  problem.textContent = text
  if (!input) return
  input.ariaInvalid = String(ofField)
  if (ofField) input.focus()
}

function end(id) {
  form.hidden = true
  const section = document.querySelector(`#${id}`)
  section.hidden = false
  const title = section.querySelector('h1')
  document.title = document.title.replace(/^[^·]*/, `${title.textContent} `)
  title.focus()
}
