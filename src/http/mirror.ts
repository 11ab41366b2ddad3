import { isOwnCredential } from '../account/tokens/own-credential.ts'
import { type Mirrored, readMirrored } from '../ports/mirror.ts'
import type { Ports } from '../ports/ports.ts'

/*
 * Compares an answer with that of the old back end, by status and by the shape of its JSON. No value of a body is logged,
 * and no path: the route's pattern stands for it.
 */

/** How deep shapes are compared, and how many differences are told. */
const [DEPTH, MOST] = [6, 20]

type Compared = { request: Request; answer: Response; to: string; where: object }

/**
 * Asks the old back end the same, and logs how its answer differs. What is signed in with a credential of ours is left
 * out: the old back end cannot know it, and is not to have it.
 */
export async function compareAnswers(
  { mirror, log, keys }: Pick<Ports, 'mirror' | 'log' | 'keys'>,
  { request, answer, to, where }: Compared,
): Promise<void> {
  if (!(await maySee({ keys }, request.headers))) return answer.body?.cancel()
  const { pathname, search } = new URL(request.url)
  const headers = new Headers()
  for (const name of FORWARDED) {
    const value = request.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  const url = to.replace(/\/+$/, '') + pathname + search
  const [ours, theirs] = await Promise.all([
    readMirrored(answer),
    mirror.ask(url, { method: request.method, headers }),
  ])
  log(() => ({
    event: 'mirror',
    ...where,
    status: ours.status,
    old_status: theirs?.status ?? null,
    differs: theirs ? differences(ours, theirs) : ['no answer'],
  }))
}

/** A keyword and one credential, as clients send it. What is written in any other way may hide one of ours. */
const CREDENTIAL = /^[a-z]+ ([\w.~+/-]+=*)$/i

async function maySee(ports: Pick<Ports, 'keys'>, headers: Headers): Promise<boolean> {
  if (headers.has('cookie')) return false
  const authorization = headers.get('authorization')
  if (authorization === null) return true
  const [, credential] = CREDENTIAL.exec(authorization) ?? []
  return credential !== undefined && !(await isOwnCredential(ports, credential))
}

const FORWARDED = ['accept', 'accept-language', 'authorization', 'user-agent']

/** What differs, a word or a path of names for each; nothing if the answers are alike. */
export function differences(ours: Mirrored, theirs: Mirrored): string[] {
  if (ours.status !== theirs.status) return ['status']
  if (ours.text === undefined || theirs.text === undefined) return ['too large to compare']
  const [one, other] = [valueIn(ours.text), valueIn(theirs.text)]
  if (one === NO_JSON || other === NO_JSON) return one === other ? [] : ['format']
  return [...differencesAt('', one, other, DEPTH)].slice(0, MOST)
}

const NO_JSON = Symbol('no JSON')

const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return NO_JSON
  }
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)

/** Null may stand for any value; of lists the first items are compared. */
function* differencesAt(path: string, ours: unknown, theirs: unknown, depth: number): Generator<string> {
  if (ours === null || theirs === null || depth === 0) return
  const [own, old] = [kindOf(ours), kindOf(theirs)]
  if (own !== old) yield `${path || 'body'}: ${own}, was ${old}`
  else if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (ours.length > 0 && theirs.length > 0) yield* differencesAt(`${path}[]`, ours[0], theirs[0], depth - 1)
  } else if (own === 'object') yield* differencesOf(path, ours as object, theirs as object, depth)
}

function* differencesOf(path: string, ours: object, theirs: object, depth: number): Generator<string> {
  const [own, old] = [new Map(Object.entries(ours)), new Map(Object.entries(theirs))]
  const at = (name: string) => `${path}.${nameOf(name)}`
  for (const name of old.keys()) if (!own.has(name)) yield `${at(name)}: missing`
  for (const name of own.keys()) if (!old.has(name)) yield `${at(name)}: new`
  for (const [name, value] of own)
    if (old.has(name)) yield* differencesAt(at(name), value, old.get(name), depth - 1)
}

/** A name that is no name of a field may be somebody's data. */
const nameOf = (name: string) => (/^[A-Za-z_]\w{0,39}$/.test(name) ? name : '…')
