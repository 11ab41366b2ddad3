import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { listEvents } from '../../account/events/event-list.ts'
import { shownName } from '../../account/names/shown-name.ts'
import { changeProfileForActivation } from '../../account/profile/profile.ts'
import { Refusal } from '../../account/refusal.ts'
import { viewFactor } from '../../account/second-factor/enrolment.ts'
import { isOffered } from '../../account/second-factor/policy.ts'
import { formTokenOf } from '../../account/sessions/console-session.ts'
import { listSessions } from '../../account/sessions/session-list.ts'
import { endSessionOf, waitsOf } from '../../account/staff/care.ts'
import { findUser } from '../../account/staff/users.ts'
import { Password } from '../../account/words.ts'
import { changeByStaff, Reason } from '../account-admin.ts'
import { EventPaging } from '../account-events.ts'
import { SessionPaging } from '../account-sessions.ts'
import type { AppEnv } from '../dialect.ts'
import { fields } from '../django-request.ts'
import {
  currentPassword,
  type Field,
  type Filled,
  type Form,
  linkForm,
  NOTHING_YET,
} from '../pages/link-form.ts'
import { sendLinkPage } from '../pages/send-link-page.ts'
import { problemsOf } from '../pages/typed.ts'
import { parse, readQuery } from '../reading.ts'
import { ACTIONS, type Action, type Given } from './actions.ts'
import { fieldsOf, savedValues } from './edit.ts'
import { atConsole, atConsoleToConfirm, readOwnForm } from './guard.ts'
import { saidOf, sendConsole } from './page.ts'
import { personPage } from './person-page.ts'
import { proofFor } from './prove.ts'

const PEOPLE = '/admin/people'
const PERSON = `${PEOPLE}/:id{[0-9a-f-]{36}}` as const

const Asked = { reason: Reason, password: fields({ password: Password }) }

/** Finds the account that the page is about. */
const them: MiddlewareHandler<AppEnv, typeof PERSON> = async function them(c, next) {
  c.set('them', await findUser(c.env, c.var.me, c.req.param('id')))
  await next()
}

/** What was done, as the page that follows says it. */
const NOTICES: Record<string, string> = {
  ...Object.fromEntries(
    Object.entries(ACTIONS).flatMap(([name, { done, not }]) => [
      [name, done],
      ...(not === undefined ? [] : [[`not-${name}`, not]]),
    ]),
  ),
  edit: 'The profile is saved.',
  'end-session': 'The session has ended.',
}

const personAt = (id: string, done: string) => `${PEOPLE}/${id}?done=${done}`

/** A person: what is known, and what may be done. */
export const personRoutes = new Hono<AppEnv>()
  .get(PERSON, atConsole, them, async (c) => {
    const { them, me } = c.var
    const query = readQuery(c)
    const [sessions, events, waits, factor] = await Promise.all([
      listSessions(c.env, { account: them }, parse(SessionPaging, cursor(query.sessions)).after),
      listEvents(c.env, { account: them }, parse(EventPaging, cursor(query.events)).after),
      waitsOf(c.env, them.id),
      isOffered(c.env) ? viewFactor(c.env, { account: them }) : undefined,
    ])
    return sendConsole(c, {
      title: shownName(them),
      section: PEOPLE,
      content: (token) =>
        personPage(c.env, {
          them,
          me,
          sessions,
          events,
          waits,
          factor,
          token,
          notice: saidOf(NOTICES, query.done),
        }),
    })
  })
  .get(`${PERSON}/edit`, atConsole, them, (c) =>
    sendEdit(c, { values: savedValues(c.env.config, c.var.them), problems: {} }),
  )
  .post(`${PERSON}/edit`, atConsole, them, async (c) => {
    const { them, me } = c.var
    const typed = await readOwnForm(c)
    const { shape, fromForm = (sent) => sent } = changeByStaff(c.env.config)
    try {
      await changeProfileForActivation(c.env, me, them, parse(shape, fromForm(typed)))
      return c.redirect(personAt(them.id, 'edit'), 303)
    } catch (error) {
      return sendEdit(c, problemsOf(c, error, typed), 400)
    }
  })
  .post(`${PERSON}/sessions/:session{[0-9a-f-]{36}}/end`, atConsole, async (c) => {
    await readOwnForm(c)
    const id = c.req.param('id')
    await endSessionOf(c.env, c.var.me, id, c.req.param('session'))
    return c.redirect(personAt(id, 'end-session'), 303)
  })

for (const [name, action] of Object.entries(ACTIONS)) {
  if (action.asks)
    personRoutes.get(`${PERSON}/${name}`, atConsole, them, (c) => sendAction(c, name, action, NOTHING_YET))
  const enter = action.asks?.field === 'password' ? atConsoleToConfirm : atConsole
  personRoutes.post(`${PERSON}/${name}`, enter, them, async (c) => {
    const { me, them } = c.var
    const typed = await readOwnForm(c)
    try {
      const given: Given = action.asks?.field ? parse(Asked[action.asks.field], typed) : {}
      const isDone = await action.run(c.env, me, them.id, given)
      if (name === 'delete') return c.redirect(`${PEOPLE}?done=delete`, 303)
      return c.redirect(personAt(them.id, isDone === false ? `not-${name}` : name), 303)
    } catch (error) {
      if (error instanceof Refusal && NEED_PROOF.has(error.reason))
        return c.redirect(proofFor(`${PEOPLE}/${them.id}/${name}`), 303)
      return sendAction(c, name, action, forPassword(problemsOf(c, error, {})))
    }
  })
}

/** The verbs call what is confirmed the old password. */
export const forPassword = ({ values, problems }: Filled): Filled => ({
  values,
  problems: Object.fromEntries(
    Object.entries(problems).map(([field, texts]) =>
      field === 'old_password' ? ['password', ['This is not your password.']] : [field, texts],
    ),
  ),
})

const cursor = (after: string | undefined) => (after === undefined ? {} : { after })

function sendEdit(c: Context<AppEnv>, filled: Filled, status: ContentfulStatusCode = 200) {
  const { them } = c.var
  return sendForm(
    c,
    { name: 'edit', filled, status },
    {
      title: `Edit ${shownName(them)}`,
      lead: 'A new email address has to be verified again. The person is told of a new username or address.',
      fields: fieldsOf(c.env.config),
      button: 'Save',
    },
  )
}

export const REASON: Field = {
  name: 'reason',
  label: 'Reason',
  hint: 'Staff see it in the timeline. The person does not.',
  optional: true,
  input: html`maxlength="300" autocomplete="off"`,
}
/** Where staff have to prove themselves with their own second factor first. */
const NEED_PROOF = new Set<Refusal['reason']>(['factor_needed', 'proof_needed'])
export const OWN_PASSWORD: Field = { ...currentPassword, label: 'Your password' }

const ASKED: Record<keyof Given, Field> = { reason: REASON, password: OWN_PASSWORD }

function sendAction(c: Context<AppEnv>, name: string, { button, asks }: Action, filled: Filled) {
  const status = Object.keys(filled.problems).length > 0 ? 400 : 200
  return sendForm(
    c,
    { name, filled, status },
    {
      title: `${button}: ${shownName(c.var.them)}`,
      lead: asks?.lead ?? '',
      fields: asks?.field ? [ASKED[asks.field]] : [],
      button,
    },
  )
}

type Sent = { name: string; filled: Filled; status: ContentfulStatusCode }

/** A page with one form about a person. */
async function sendForm(
  c: Context<AppEnv>,
  { name, filled, status }: Sent,
  form: Pick<Form, 'title' | 'lead' | 'fields' | 'button'>,
) {
  const to = `${PEOPLE}/${c.var.them.id}`
  const hidden = { form: await formTokenOf(c.env, c.var.me) }
  const also = html`<p class="also"><a href="${to}">Cancel</a></p>`
  return sendLinkPage(c, form.title, linkForm({ ...form, to: `${to}/${name}`, hidden, also }, filled), {
    status,
  })
}
