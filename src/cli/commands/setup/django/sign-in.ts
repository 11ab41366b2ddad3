import type { IdKind, LoginField } from '../../../../ports/config.ts'
import { pathOf, textsOf, type Value } from '../python/value.ts'
import type { Rows } from './row.ts'
import type { Context, Serializer } from './serializers.ts'

type SignIn = { loginField?: LoginField; usernames?: boolean; ids?: IdKind }

type Sources = Context & { values: Map<string, Value>; create: Serializer }

/** How people sign in, whether they have usernames, and the ids that clients know. */
export function signInOf(sources: Sources, rows: Rows): SignIn {
  const loginField = loginFieldOf(sources, rows)
  const ids = idsOf(sources, rows)
  const hasUsername = sources.model.fields.has('username')
  const asksForOne = sources.create.fields.includes('username')
  const usernames = hasUsername && (asksForOne || loginField === 'username')
  if (!usernames)
    rows.add(
      'taken',
      'username',
      hasUsername ? 'in no registration' : 'not in the user model',
      'usernames: false',
    )
  return {
    ...(loginField !== 'username' && { loginField }),
    ...(!usernames && { usernames: false }),
    ...(ids !== 'uuid' && { ids }),
  }
}

function loginFieldOf({ loginField, model, values, project }: Sources, rows: Rows): LoginField {
  const setting = `LOGIN_FIELD, USERNAME_FIELD`
  const was = loginField === model.usernameField ? loginField : `${loginField}, ${model.usernameField}`
  if (loginField === 'email') {
    rows.add('taken', setting, was, "loginField: 'email'")
    return 'email'
  }
  if (loginField !== 'username') {
    const reason = 'people sign in with a username, an email address, or either of them'
    rows.add('essential', setting, was, reason)
    return 'username'
  }
  const backends = textsOf(values.get('AUTHENTICATION_BACKENDS')).filter(
    (path) => !path.startsWith('django.'),
  )
  const code = backends.map((path) => project.findClass(path)?.methods.get('authenticate') ?? '').join('\n')
  if (/email/.test(code)) {
    rows.add('taken', 'AUTHENTICATION_BACKENDS', backends.join(', '), "loginField: 'either'")
    return 'either'
  }
  rows.add('taken', setting, was, "loginField: 'username', the default")
  return 'username'
}

function idsOf({ model, idField }: Sources, rows: Rows): IdKind {
  const isKey = idField === 'id' || idField === 'pk' || idField === model.key.name
  const kind = isKey ? model.key.kind : (model.fields.get(idField)?.kind ?? '')
  if (idField !== 'id' && idField !== 'pk')
    rows.add('essential', 'USER_ID_FIELD', idField, 'the id is the field `id` of every answer')
  if (kind === 'UUIDField') {
    rows.add('taken', 'id', kind, "ids: 'uuid', the default")
    return 'uuid'
  }
  if (/^(Big|Small)?Auto|Integer/.test(kind)) {
    rows.add('taken', 'id', kind, "ids: 'integer'")
    return 'integer'
  }
  rows.add('essential', 'id', pathOf(kind) || 'not known', 'ids are UUIDs or whole numbers')
  return 'uuid'
}
