import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { EVENT_FILE, searchEvents } from '../../account/events/event-search.ts'
import { ID_FORMS } from '../../account/ids.ts'
import { findByAny } from '../../account/staff/users.ts'
import type { FoundEvent } from '../../ports/events.ts'
import { csvOf } from '../csv.ts'
import type { AppEnv } from '../dialect.ts'
import { EventQuery, filterOf, nextEvents } from '../event-query.ts'
import type { Html } from '../pages/layout.ts'
import { timeOf } from '../pages/time.ts'
import { parse, readQuery } from '../reading.ts'
import { timeOf as isoTime } from '../time-of.ts'
import { numberOf } from './chart.ts'
import { EVENT_WORDS } from './event-words.ts'
import { atConsole } from './guard.ts'
import { optionsOf, sendConsole } from './page.ts'

const EVENTS = '/admin/events'
const FILE = '/admin/events.csv'

const KINDS = [['', 'Everything'], ...Object.entries(EVENT_WORDS)] as [string, string][]
const ACTORS: [string, string][] = [
  ['', 'Anybody'],
  ['any', 'Staff and operators'],
  ['operator', 'An operator at a terminal'],
]

type Asked = { query: Record<string, string>; person: string; isFound: boolean }

/**
 * What was typed, with the ID of the person who was named: an address of the console goes on with the ID alone.
 */
async function readAsked(c: Context<AppEnv>): Promise<Asked> {
  // A form sends what was left empty, too.
  const typed = Object.entries(readQuery(c)).filter(([, value]) => value.trim() !== '')
  const { user: person = '', ...query } = Object.fromEntries(typed)
  const named = person.trim()
  if (named === '') return { query, person, isFound: true }
  // An account may be gone, and its events not.
  if (ID_FORMS.uuid.test(named)) return { query: { ...query, user: named }, person: named, isFound: true }
  const [found] = await findByAny(c.env, named)
  return {
    query: { ...query, ...(found && { user: found.id }) },
    person: named,
    isFound: found !== undefined,
  }
}

/** What happened to everybody, and the same as a file. */
export const eventRoutes = new Hono<AppEnv>()
  .get(EVENTS, atConsole, async (c) => {
    const { query, person, isFound } = await readAsked(c)
    const asked = parse(EventQuery, query)
    const { events, next } = isFound
      ? await searchEvents(c.env, c.var.me, filterOf(asked), { after: asked.after })
      : { events: [], next: undefined }
    return sendConsole(c, {
      title: 'Events',
      section: EVENTS,
      content: () => html`<h1>Events</h1>
${formOf(query, person)}
${events.length > 0 ? list(events) : html`<p class="card empty">${nothingOf(isFound, next !== undefined)}</p>`}
<nav class="pages" aria-label="Pages">
${query.after !== undefined && html`<a href="${withoutAfter(EVENTS, query)}">Newest</a>`}
${next !== undefined && html`<a href="${nextEvents(EVENTS, query, next)}" rel="next">Older events</a>`}
${events.length > 0 && html`<a href="${withoutAfter(FILE, query)}" download>As a CSV file</a>`}
</nav>
${events.length > 0 && html`<p class="hint">A file has ${numberOf(EVENT_FILE)} events at most, the newest ones. Days are those of UTC.</p>`}`,
    })
  })
  .get(FILE, atConsole, async (c) => {
    const { query } = await readAsked(c)
    const asked = parse(EventQuery, query)
    const { events, next } = await searchEvents(c.env, c.var.me, filterOf(asked), {
      after: asked.after,
      size: 'file',
    })
    if (next) c.header('Link', `<${nextEvents(FILE, query, next)}>; rel="next"`)
    c.header('Content-Type', 'text/csv; charset=utf-8')
    c.header('Content-Disposition', 'attachment; filename="events.csv"')
    c.header('Cache-Control', 'no-store')
    return c.body(csvOf([COLUMNS, ...events.map(rowOf)]))
  })

const nothingOf = (isFound: boolean, isMore: boolean) => {
  if (!isFound) return 'Nobody is found.'
  return isMore ? 'Nothing here. There may be more on the next page.' : 'Nothing is recorded.'
}

function withoutAfter(path: string, { after, ...query }: Record<string, string>): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

function formOf({ kind = '', actor = '', since = '', until = '' }: Record<string, string>, person: string) {
  const actors: [string, string][] = ACTORS.some(([value]) => value === actor)
    ? ACTORS
    : [...ACTORS, [actor, `Staff ${actor.slice(0, 8)}…`]]
  return html`<form class="filters" method="get" action="${EVENTS}" role="search">
<div><label for="kind">What</label> <select id="kind" name="kind">${optionsOf(KINDS, kind)}</select></div>
<div><label for="user">Person</label> <input id="user" name="user" type="search" value="${person}" maxlength="254" placeholder="Username, email address or ID" autocapitalize="none" spellcheck="false"></div>
<div><label for="actor">Done by</label> <select id="actor" name="actor">${optionsOf(actors, actor)}</select></div>
<div><label for="since">From</label> <input id="since" name="since" type="date" value="${since}"></div>
<div><label for="until">To</label> <input id="until" name="until" type="date" value="${until}"></div>
<button type="submit">Find</button>
</form>
`
}

const list = (events: FoundEvent[]): Html => html`<ol class="card rows timeline all">
${events.map(
  (event) => html`<li>
<span><b>${EVENT_WORDS[event.kind]}</b> ${personOf(event)} ${actorOf(event)} ${event.note && html`<q>${event.note}</q>`}</span>
<span class="agent">${event.location} ${event.userAgent}</span>
<span class="when">${timeOf(event.at)}</span>
</li>
`,
)}</ol>`

const personOf = ({ accountId, accountName }: FoundEvent) =>
  accountName === null
    ? html`<a href="${EVENTS}?user=${accountId}">deleted account</a>`
    : html`<a href="/admin/people/${accountId}">${accountName}</a>`

function actorOf({ actorId, actorName }: FoundEvent) {
  if (actorId === null) return undefined
  const to = `${EVENTS}?actor=${actorId}`
  if (actorId === 'operator') return html`by <a href="${to}">an operator at a terminal</a>`
  return html`by <a href="${to}">${actorName ?? 'somebody whose account is deleted'}</a>`
}

const COLUMNS = [
  'at',
  'event',
  'account',
  'username',
  'actor',
  'actor_username',
  'note',
  'session',
  'place',
  'user_agent',
]

const rowOf = (event: FoundEvent) => [
  isoTime(event.at),
  event.kind,
  event.accountId,
  event.accountName,
  event.actorId,
  event.actorName,
  event.note,
  event.sessionId,
  event.location,
  event.userAgent,
]
