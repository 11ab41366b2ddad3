import { html } from 'hono/html'
import type { EventPage } from '../../account/events/event-list.ts'
import type { Me } from '../../account/me.ts'
import { shownName, usernameOf } from '../../account/names/shown-name.ts'
import type { FactorView } from '../../account/second-factor/enrolment.ts'
import type { SessionPage } from '../../account/sessions/session-list.ts'
import type { Waits } from '../../account/staff/care.ts'
import type { Event } from '../../ports/events.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Session } from '../../ports/schema.ts'
import type { Html } from '../pages/layout.ts'
import { timeOf } from '../pages/time.ts'
import { fieldsOfAccount } from '../person.ts'
import { ACTIONS } from './actions.ts'
import { labelOf, writtenOf } from './edit.ts'
import { EVENT_WORDS } from './event-words.ts'
import { buttonTo, facts, notice } from './page.ts'
import { marksOf } from './people.ts'

type Seen = {
  them: Account
  me: Me
  sessions: SessionPage
  events: EventPage
  waits: Waits
  /** Undefined where there are no second factors. */
  factor: FactorView | undefined
  token: string
  notice: string | undefined
}

/** Everything about a person on one page. */
export function personPage({ config }: Ports, seen: Seen): Html {
  const { them, me, sessions, events, waits, factor, token } = seen
  const hasFactor = factor !== undefined && factor.totpAddedAt !== null
  const at = `/admin/people/${them.id}`
  return html`<div class="intro">
${them.avatar && html`<img class="avatar" src="/media/${them.avatar}" alt="">`}
<h1>${shownName(them)}</h1>
<p>${marksOf(them)}${them.id === me.account.id && 'This is you.'}</p>
</div>
${notice(seen.notice)}
<div class="columns">
<section class="card" aria-labelledby="profile">
<h2 id="profile">Profile</h2>
${facts([
  ...(config.usernames ? [['Username', usernameOf(them)] as [string, string]] : []),
  ['Email address', them.email],
  ['Verified', them.emailVerifiedAt === null ? 'not yet' : timeOf(them.emailVerifiedAt)],
  ...(them.pendingEmail === null ? [] : [['New address', them.pendingEmail] as [string, string]]),
  ['Name', `${them.firstName} ${them.lastName}`.trim()],
  ...Object.entries(fieldsOfAccount(config, them).fields ?? {}).map(([name, value]): [string, string] => [
    labelOf(name),
    writtenOf(config.fields[name], value),
  ]),
  ...(factor === undefined ? [] : [['Second factor', factorOf(factor)] as [string, Html | undefined]]),
  ['Registered', timeOf(them.createdAt)],
  ['Changed', timeOf(them.updatedAt)],
  ['ID', html`<code>${them.id}</code>`],
])}
<p class="actions"><a class="button" href="${at}/edit">Edit profile</a></p>
</section>
<section class="card" aria-labelledby="actions">
<h2 id="actions">Actions</h2>
${waitsOf(waits, `${at}/forget-tries`, token)}
<div class="actions">
${Object.entries(ACTIONS)
  .filter(([, { isOffered }]) => isOffered(them, them.id === me.account.id, hasFactor))
  .map(([name, { button, asks }]) =>
    asks
      ? html`<a class="button${name === 'delete' && ' grave'}" href="${at}/${name}">${button}</a>\n`
      : buttonTo(`${at}/${name}`, button, token),
  )}
</div>
</section>
</div>
<section class="card" aria-labelledby="sessions">
<h2 id="sessions">Sessions</h2>
${
  sessions.sessions.length === 0
    ? html`<p class="none">Signed in nowhere.</p>`
    : html`<ul class="rows">${sessions.sessions.map((session) => sessionRow(session, me, at, token))}</ul>`
}
${sessions.next && html`<nav class="pages" aria-label="Pages of sessions"><a href="${at}?sessions=${sessions.next.createdAt}.${sessions.next.id}">Older sessions</a></nav>`}
</section>
<section class="card" aria-labelledby="events">
<h2 id="events">What happened</h2>
${
  events.events.length === 0
    ? html`<p class="none">Nothing is recorded.</p>`
    : html`<ol class="rows timeline">${events.events.map((event) => eventRow(event, me))}</ol>`
}
${events.next && html`<nav class="pages" aria-label="Pages of events"><a href="${at}?events=${events.next.at}.${events.next.shown}">Older events</a></nav>`}
</section>`
}

function factorOf({ totpAddedAt, codesLeft }: FactorView): Html | undefined {
  if (totpAddedAt === null) return undefined
  return html`an app, since ${timeOf(totpAddedAt)}; ${codesLeft} recovery ${codesLeft === 1 ? 'code' : 'codes'} left`
}

function waitsOf({ knownClients, otherClients }: Waits, to: string, token: string) {
  if (knownClients === null && otherClients === null) return undefined
  return html`<div class="wait">
<p>After wrong passwords, sign-in has to wait${otherClients !== null && html` until ${timeOf(otherClients)}`}${
    knownClients !== null &&
    html`${otherClients !== null && ','} from a client of theirs until ${timeOf(knownClients)}`
  }.</p>
${buttonTo(to, 'Forget wrong passwords', token)}
</div>`
}

const SESSION_KINDS: Record<Session['kind'], string> = {
  token: 'Token',
  jwt: 'JWT',
  express: 'Express',
  console: 'Console',
}

const sessionRow = (session: Session, me: Me, at: string, token: string) => html`<li>
<span><b>${SESSION_KINDS[session.kind]}</b> ${session.location} ${session.id === me.session.id && 'This is the one you use.'}</span>
<span class="agent">${session.userAgent}</span>
<span class="when">seen ${timeOf(session.lastSeenAt)}, since ${timeOf(session.createdAt)}</span>
${session.id !== me.session.id && buttonTo(`${at}/sessions/${session.id}/end`, 'End', token)}
</li>
`

const eventRow = ({ kind, at, actorId, note, userAgent, location }: Event, me: Me) => html`<li>
<span><b>${EVENT_WORDS[kind]}</b> ${byOf(actorId, me)} ${note && html`<q>${note}</q>`}</span>
<span class="agent">${location} ${userAgent}</span>
<span class="when">${timeOf(at)}</span>
</li>
`

function byOf(actorId: string | null, me: Me) {
  if (actorId === null) return undefined
  if (actorId === 'operator') return 'by an operator at a terminal'
  return html`by <a href="/admin/people/${actorId}">${actorId === me.account.id ? 'you' : 'staff'}</a>`
}
