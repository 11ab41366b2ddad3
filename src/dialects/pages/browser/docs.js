/* Shows an API document with Swagger UI. The person who signs in on this page is signed in at every API that it shows. */

import { outlineOf, partsOf } from './docs-parts.js'
import { codeSamples } from './docs-samples.js'
import { openSession } from './docs-session.js'

const target = document.querySelector('#reference')
const isDark = matchMedia('(prefers-color-scheme: dark)')
const followScheme = () => document.documentElement.classList.toggle('dark-mode', isDark.matches)
isDark.addEventListener('change', followScheme)
followScheme()

let ui
let isPresented = false
/** Has Swagger UI send the token of the session, or none. */
const present = (token) => {
  if (!ui) return
  if (token) ui.preauthorizeApiKey('token', token)
  else if (isPresented) ui.authActions.logout(['token'])
  isPresented = token !== undefined
}
const session = openSession(document.querySelector('#session'), present)

try {
  show(await read(target.dataset.document))
} catch {
  target.textContent = 'The document could not be loaded. Reload the page to try again.'
}

async function read(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(String(answer.status))
  const spec = await answer.json()
  // The document names the public URL. Requests from this page go to the origin of the page.
  return { ...spec, servers: [{ url: location.origin }] }
}

function show(spec) {
  ui = window.SwaggerUIBundle({
    spec: outlineOf(spec),
    domNode: target,
    deepLinking: true,
    tryItOutEnabled: true,
    persistAuthorization: false,
    docExpansion: 'list',
    filter: false,
    validatorUrl: null,
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    // Its colours suit a dark background only.
    syntaxHighlight: { activated: false },
    plugins: [codeSamples(spec), partsOf(spec)],
    onComplete: () => present(session.token()),
    requestInterceptor: withoutEmptyFields,
    responseInterceptor(answer) {
      session.follow(tokenIn(answer))
      showPictures(answer)
      return answer
    },
  })
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
