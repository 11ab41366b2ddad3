/* Shows an API document with Swagger UI. The person who signs in on this page is signed in at every API that it shows. */

import { showList } from './docs-list.js'
import { documentOf, operationOnly, partsOf } from './docs-parts.js'
import { codeSamples } from './docs-samples.js'
import { openSession } from './docs-session.js'

const target = document.querySelector('#reference')
const isDark = matchMedia('(prefers-color-scheme: dark)')
const followScheme = () => document.documentElement.classList.toggle('dark-mode', isDark.matches)
isDark.addEventListener('change', followScheme)
followScheme()

/** Settles when the code of Swagger UI is there. */
let loaded
/** The Swagger UI of each operation that was opened. */
const opened = []
let token
/** Has each send the token of the session, or none. */
const present = (next) => {
  for (const ui of opened) {
    if (next) ui.preauthorizeApiKey('token', next)
    else if (token) ui.authActions.logout(['token'])
  }
  token = next
}
const session = openSession(document.querySelector('#session'), present)
token = session.token()

try {
  show(await read(target.dataset.document))
} catch {
  tellOfFailure(target)
}

async function read(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(String(answer.status))
  const spec = await answer.json()
  // The document names the public URL. Requests from this page go to the origin of the page.
  return { ...spec, servers: [{ url: location.origin }] }
}

function tellOfFailure(place) {
  place.textContent = 'The document could not be loaded. Reload the page to try again.'
}

function show(spec) {
  const list = document.createElement('main')
  list.className = 'swagger-ui'
  target.replaceChildren(list)
  // Half a second of CPU for anyone who opens an operation, and for nobody else.
  list.addEventListener('pointerenter', loadSwaggerUi, { once: true })
  list.addEventListener('focusin', loadSwaggerUi, { once: true })
  showList(list, spec, (place, path, method) => {
    place.textContent = 'Loading …'
    loadSwaggerUi().then(
      () => showOperation(place, spec, path, method),
      () => tellOfFailure(place),
    )
  })
}

function loadSwaggerUi() {
  loaded ??= new Promise((done, fail) => {
    const script = Object.assign(document.createElement('script'), { src: '/docs/swagger-ui-bundle.js' })
    script.addEventListener('load', done)
    script.addEventListener('error', fail)
    document.head.append(script)
  })
  return loaded
}

function showOperation(place, spec, path, method) {
  const ui = window.SwaggerUIBundle({
    spec: documentOf(spec, path, method),
    domNode: place,
    tryItOutEnabled: true,
    persistAuthorization: false,
    docExpansion: 'full',
    filter: false,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    // Its colours suit a dark background only.
    syntaxHighlight: { activated: false },
    plugins: [codeSamples(spec), partsOf(spec), operationOnly],
    onComplete: () => token && ui.preauthorizeApiKey('token', token),
    requestInterceptor: withoutEmptyFields,
    responseInterceptor(answer) {
      session.follow(tokenIn(answer))
      showPictures(answer)
      return answer
    },
  })
  opened.push(ui)
}

/** Swagger UI would send an empty text for a file that was not chosen. */
function withoutEmptyFields(request) {
  if (request.body instanceof FormData) {
    for (const [name, value] of [...request.body]) if (value === '') request.body.delete(name)
  }
  return request
}

/** Shows the pictures whose paths are in a response, so that the reader sees an upload. */
function showPictures({ ok, text }) {
  const paths = [...new Set((ok && text?.match(/\/media\/[\w-]{43}/g)) || [])]
  if (paths.length === 0) return
  const pictures = document.querySelector('#pictures')
  const show = (path) => Object.assign(new Image(), { src: path, alt: `The picture at ${path}` })
  pictures.replaceChildren(...paths.map(show))
  pictures.hidden = false
}

/** The token in the response of a login or a registration. Each API has its own name for it. */
function tokenIn({ ok, body }) {
  if (!ok || !body) return undefined
  return body.auth_token ?? body.access ?? body.token ?? body.data?.accessToken
}
