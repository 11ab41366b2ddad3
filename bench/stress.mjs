import { connect } from 'node:net'
import config from '../gatehouse.config.ts'
import { isOn } from '../src/ports/config.ts'
import { firstStepsOf } from '../src/ports/first-steps.ts'

/* Many at once, some of whom go away in the middle: does a running server go on, or does some request hang? */

const USAGE = `npm run stress -- <url> <seconds>

Registers, signs in and changes passwords at a running server of development, fourteen people at a time. Three in ten
hang up while they wait, and two connections send half a body and go. Then eight register at once, four times.

The server has to have djoser's API with tokens, as gatehouse.config.ts has it.

Ends with 1 when an answer was a 500, or when one of the last registrations failed. It opens accounts and leaves them.`

const PASSWORD = 'Vq7-mountain-Kestrel'
const PEOPLE = 14
const HALF_BODIES = 2
const HANG_UP_SHARE = 0.3
/** Milliseconds at most until somebody hangs up, and until a body is given up. */
const PATIENCE = 400
const BODY_LASTS = 3_000
const ROUNDS = 4
const AT_ONCE = 8
/** How many answers of 500 are shown. */
const SHOWN = 8

const [address = '', seconds = '150'] = process.argv.slice(2)
if (address === '' || process.argv.includes('--help')) {
  console.log(USAGE)
  process.exit(address === '' ? 2 : 0)
}
if (!URL.canParse(address) || !(Number(seconds) > 0)) {
  console.error(`An address and a number of seconds are needed.\n\n${USAGE}`)
  process.exit(2)
}

const { djoser, users } = config.apis
const [base] = djoser.at
// The users API signs in at a path of its own, which has other limits.
const { register, signIn } = firstStepsOf({
  ...config,
  apis: { ...config.apis, users: { ...users, tokenAt: [] } },
})
if (!isOn(config, 'djoser') || !djoser.tokens || register?.api !== 'djoser') {
  console.error(
    `djoser's API with tokens is off in gatehouse.config.ts, or closed for registration.\n\n${USAGE}`,
  )
  process.exit(2)
}

const tally = new Map()
const broken = []
const begun = Date.now()
const end = begun + Number(seconds) * 1000

const newName = () => `s${crypto.randomUUID().slice(0, 13)}`
const isOver = () => Date.now() >= end

function count(path, outcome) {
  const name = `${path} ${outcome}`
  tally.set(name, (tally.get(name) ?? 0) + 1)
}

/** The status and the JSON of an answer; the status is 0 when there was none. */
async function post(path, fields, { token, signal } = {}) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Token ${token}` }) }
  try {
    const init = { method: 'POST', headers, body: JSON.stringify(fields), signal }
    const response = await fetch(new URL(path, address), init)
    const text = await response.text()
    count(path, response.status)
    if (response.status === 500) broken.push(`${path}: ${text.slice(0, 200)}`)
    return { status: response.status, json: parseOrNothing(text) }
  } catch (error) {
    count(path, error.name === 'AbortError' ? 'hung up' : error.name)
    return { status: 0 }
  }
}

function parseOrNothing(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The fields of a request for somebody: an email address only where it is what they sign in with. */
function fieldsFor(step, name, password = PASSWORD) {
  const own = { username: name, email: `${name}@example.com`, password, re_password: password }
  const isUsed = (field) => field !== 'email' || 'email' in signIn.fields || config.fields.email?.required
  const names = Object.keys(step.fields).filter(isUsed)
  return Object.fromEntries(names.map((field) => [field, own[field] ?? step.fields[field]]))
}

/** Somebody who registers, perhaps hangs up, signs in, changes the password and mistypes it. */
async function live() {
  const username = newName()
  const hangUp = new AbortController()
  if (Math.random() < HANG_UP_SHARE) setTimeout(() => hangUp.abort(), Math.random() * PATIENCE)
  const registered = await post(register.path, fieldsFor(register, username), { signal: hangUp.signal })
  if (registered.status !== 201) return
  const { status, json } = await post(signIn.path, fieldsFor(signIn, username))
  if (status !== 200) return
  const next = `${PASSWORD}1`
  const change = { current_password: PASSWORD, new_password: next, re_new_password: next }
  await post(`${base}/users/set_password/`, change, { token: json.auth_token })
  if (Math.random() < 0.5) await post(signIn.path, fieldsFor(signIn, username, 'wrong'))
}

/** Sends the head and the beginning of a registration, and goes away. */
function sendHalfABody() {
  const { hostname, port } = new URL(address)
  const lines = [`POST ${register.path} HTTP/1.1`, `Host: ${hostname}`, 'Content-Type: application/json']
  const head = [...lines, 'Content-Length: 80', '', '{"username":"'].join('\r\n')
  return new Promise((resolve) => {
    const socket = connect(Number(port) || 80, hostname, () => {
      socket.write(head)
      setTimeout(() => socket.destroy(), Math.random() * BODY_LASTS)
    })
    socket.on('error', () => {})
    socket.on('close', resolve)
  })
}

async function repeat(act) {
  while (!isOver()) await act()
}

/** Whether all of those who register at once get an account. */
async function registerAtOnce() {
  const registerOne = () => post(register.path, fieldsFor(register, newName()))
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, registerOne))
  const statuses = answers.map(({ status }) => status)
  console.log(`afterwards, ${AT_ONCE} registrations at once: ${statuses.join(' ')}`)
  return statuses.every((status) => status === 201)
}

function showProgress() {
  const answers = [...tally.values()].reduce((sum, times) => sum + times, 0)
  const line = `${Math.round((Date.now() - begun) / 1000)} of ${seconds} s, ${answers} answers, ${broken.length} of them 500`
  if (process.stdout.isTTY) process.stdout.write(`\r${line} `)
  else console.log(line)
}

const progress = setInterval(showProgress, process.stdout.isTTY ? 1_000 : 30_000)
await Promise.all([
  ...Array.from({ length: PEOPLE }, () => repeat(live)),
  ...Array.from({ length: HALF_BODIES }, () => repeat(sendHalfABody)),
])
clearInterval(progress)
showProgress()
console.log('')
for (const [what, times] of [...tally].sort()) console.log(`${String(times).padStart(7)}  ${what}`)

let allRegistered = true
for (let round = 0; round < ROUNDS; round++) allRegistered = (await registerAtOnce()) && allRegistered
for (const answer of broken.slice(0, SHOWN)) console.log(`500 at ${answer}`)
if (!allRegistered) console.log('Not everybody could register afterwards.')
process.exit(broken.length === 0 && allRegistered ? 0 : 1)
