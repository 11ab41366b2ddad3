/*
 * Signing in on the page of the documents. The token is in sessionStorage, so it ends with the tab, and every API takes it.
 */

const KEY = 'gatehouse-docs'

/** `present` is told of each token, and of none. */
export function openSession(place, present) {
  const { login, field } = place.dataset
  let token = sessionStorage.getItem(KEY) ?? undefined
  let asked = 0

  const keep = (next) => {
    token = next
    if (next) sessionStorage.setItem(KEY, next)
    else sessionStorage.removeItem(KEY)
    present(next)
  }

  async function send(method, path, json) {
    const answer = await fetch(path, {
      method,
      credentials: 'omit',
      headers: {
        accept: 'application/json',
        ...(json && { 'content-type': 'application/json' }),
        ...(token && !json && { authorization: `Bearer ${token}` }),
      },
      body: json && JSON.stringify(json),
    })
    return { status: answer.status, ok: answer.ok, body: await answer.json().catch(() => undefined) }
  }

  /** Shows who is signed in, or the form. `said`: why. */
  async function look(said = '') {
    const turn = ++asked
    if (!token) return showForm(said)
    const { status, body } = await send('GET', '/account').catch(() => ({}))
    if (turn !== asked) return
    if (status === 200) return showName(body.username || body.email)
    if (status !== 401) return showName('somebody: the server could not be asked')
    keep(undefined)
    showForm(said || 'The session has ended.')
  }

  function showName(name) {
    const button = element('button', { type: 'button', textContent: 'Sign out' })
    button.addEventListener('click', () => signOut(button))
    place.replaceChildren(
      element(
        'p',
        { role: 'status' },
        'Signed in as ',
        element('b', {}, name),
        ', at every API of this page.',
      ),
      button,
    )
  }

  function showForm(said = '') {
    const who = labelled('Username or email address', {
      name: 'who',
      autocomplete: 'username',
      required: true,
    })
    const password = labelled('Password', {
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    })
    ask({
      title: 'Sign in, for all APIs',
      fields: [who, password],
      said,
      async request({ who: identifier, password }) {
        const answer = await send('POST', '/account/login', { identifier, password })
        // Without second factors there is no such sign-in.
        return answer.status === 404 ? send('POST', login, { [field]: identifier, password }) : answer
      },
    })
  }

  const showCodeForm = (signIn, said = '') =>
    ask({
      title: 'A code is needed',
      fields: [
        labelled('Code of your authenticator app, or a recovery code', {
          name: 'otp',
          autocomplete: 'one-time-code',
          required: true,
        }),
      ],
      said,
      request: ({ otp }) => send('POST', '/account/login/code', { sign_in: signIn, otp }),
      signIn,
    })

  /** A form. `request`: what it sends; `signIn`: the sign-in that a code goes on with. */
  function ask({ title, fields, said, request, signIn }) {
    const form = element(
      'form',
      {},
      element('h2', {}, title),
      ...fields,
      element('button', { type: 'submit', textContent: 'Sign in' }),
      element('p', { role: 'alert' }, said),
    )
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      const button = form.querySelector('button')
      button.disabled = true
      const answer = await request(Object.fromEntries(new FormData(form))).catch(() => ({}))
      const { ok, body } = answer
      if (ok) {
        keep(tokenOf(body))
        return look().then(() => place.querySelector('button')?.focus())
      }
      const next = body?.sign_in
      const why = next ? '' : reasonOf(body)
      if (next) showCodeForm(next)
      else if (signIn && !/sign-in-ended/.test(body?.type)) showCodeForm(signIn, why)
      else showForm(why)
      place.querySelector('input')?.focus()
    })
    place.replaceChildren(form)
  }

  async function signOut(button) {
    button.disabled = true
    const ended = await endOwn().catch(() => false)
    keep(undefined)
    showForm(ended ? 'Signed out.' : 'Signed out here. The server could not be told.')
    place.querySelector('input')?.focus()
  }

  /** Ends the session at the server. An answer that it has ended will do. */
  async function endOwn() {
    let path = '/account/sessions'
    while (path) {
      const { status, body } = await send('GET', path)
      if (status !== 200) return status === 401
      const own = body.sessions.find(({ current }) => current)
      if (own) return (await send('DELETE', `/account/sessions/${own.id}`)).ok
      path = body.next
    }
    return false
  }

  look()
  return {
    token: () => token,
    /** What a request on the page did to the session: a sign-in, a sign-out, a change of name. */
    follow(found) {
      if (found) keep(found)
      if (token) look()
    },
  }
}

const tokenOf = (body) => body.token ?? body.access ?? body.auth_token ?? body.data?.accessToken

const reasonOf = (body) =>
  body?.title ??
  body?.detail ??
  body?.message ??
  body?.non_field_errors?.[0] ??
  'Not possible right now. Try again later.'

function element(name, properties, ...children) {
  const made = document.createElement(name)
  const { role, ...others } = properties
  if (role) made.setAttribute('role', role)
  Object.assign(made, others)
  made.append(...children)
  return made
}

const labelled = (text, properties) => element('label', {}, `${text} `, element('input', properties))
