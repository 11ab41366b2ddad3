import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { shownName, usernameOf } from '../../account/names/shown-name.ts'
import { listUsers, OLD_ID } from '../../account/staff/users.ts'
import type { Only, Order } from '../../ports/narrowed-users.ts'
import type { Account } from '../../ports/schema.ts'
import type { AppEnv } from '../dialect.ts'
import { dayOf } from '../pages/time.ts'
import { parse, readQuery } from '../reading.ts'
import { narrowedPaging, nextPage } from '../user-paging.ts'
import { atConsole } from './guard.ts'
import { BULK_FORM, bulkForm } from './jobs-page.ts'
import { mark, notice, optionsOf, saidOf, sendConsole } from './page.ts'

const PEOPLE = '/admin/people'
const LENGTH = 50

const FILTERS: [Only | '', string][] = [
  ['', 'Everybody'],
  ['active', 'Active'],
  ['disabled', 'Disabled'],
  ['staff', 'Staff'],
  ['unverified', 'Address not verified'],
  ['signed_out', 'Signed in nowhere'],
  ['never_signed_in', 'Never signed in'],
  ['old_password', 'Password of the old system'],
  ['second_factor', 'With a second factor'],
]
const ORDERS: [Order, string][] = [
  ['username', 'By username'],
  ['email', 'By email address'],
]

const NOTICES: Record<string, string> = {
  delete: 'The account is deleted.',
  nobody: 'Mark the people first whom you mean.',
}

/** The list of people: search, filters, order, and pages by key. */
export const peopleRoutes = new Hono<AppEnv>().get(PEOPLE, atConsole, async (c) => {
  const { config } = c.env
  const typed = readQuery(c)
  // A form sends what was left empty, too.
  const sent = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''))
  const query = parse(narrowedPaging, sent)
  const isPlain = query.only === undefined && query.order === 'username'
  const { users, next } = await listUsers(c.env, c.var.me, {
    ...query,
    // No username and no address has a colon.
    oldId: OLD_ID.test(query.search ?? '') ? query.search : undefined,
    order: isPlain ? undefined : query.order,
    limit: LENGTH,
  })
  const { search = '', only = '', order = config.usernames ? 'username' : 'email', after } = query
  return sendConsole(c, {
    title: 'People',
    section: PEOPLE,
    content: (token) => html`<h1>People</h1>
${notice(saidOf(NOTICES, typed.done))}
<form class="search" method="get" action="${PEOPLE}" role="search">
<label for="search">Search</label>
<input id="search" name="search" type="search" value="${search}" maxlength="254" placeholder="${
      config.usernames ? 'Username, email address or ID' : 'Email address or ID'
    }" autocapitalize="none" spellcheck="false">
<label for="only">Show</label>
<select id="only" name="only">${optionsOf(FILTERS, only)}</select>
${
  config.usernames &&
  html`<label for="order">Order</label>
<select id="order" name="order">${optionsOf(ORDERS, order)}</select>`
}
<button type="submit">Find</button>
</form>
${users.length > 0 ? html`${list(users)}${bulkForm({ search, only: query.only ?? '', order: isPlain ? '' : (query.order ?? '') }, token)}` : html`<p class="card empty">${next === undefined ? 'Nobody is found.' : 'Nobody here. There may be more on the next page.'}</p>`}
<nav class="pages" aria-label="Pages">
${after !== undefined && html`<a href="${firstPage(sent)}">First page</a>`}
${next !== undefined && html`<a href="${nextPage(PEOPLE, sent, next)}" rel="next">Next page</a>`}
</nav>`,
  })
})

function firstPage({ after, ...query }: Record<string, string>): string {
  return `${PEOPLE}?${new URLSearchParams(query)}`
}

const list = (users: Account[]) => html`
<ul class="card people choose">
${users.map(
  (user) => html`<li>
<input type="checkbox" form="${BULK_FORM}" name="${user.id}" aria-label="Mark ${shownName(user)}">
<a href="${PEOPLE}/${user.id}">${usernameOf(user) || user.email}</a>
<span class="address">${usernameOf(user) && user.email}</span>
<span>${marksOf(user)}</span>
<span class="since">since ${dayOf(user.createdAt)}</span>
</li>
`,
)}</ul>`

/** What is unusual about an account, in a word each. */
export const marksOf = ({ isActive, awaitsActivation, isStaff, email, emailVerifiedAt }: Account) => [
  isStaff && mark('good', 'staff'),
  !isActive && (awaitsActivation ? mark('plain', 'awaits activation') : mark('bad', 'disabled')),
  email !== '' && emailVerifiedAt === null && mark('plain', 'not verified'),
]
