import type { IdKind, LoginField } from '../../../../ports/config.ts'
import type { Project } from '../python/project.ts'
import { isUnknown, pathOf, textsOf, type Value } from '../python/value.ts'
import type { Rows } from './row.ts'
import type { Context, Serializer } from './serializers.ts'

/** Classes of fields that an id may be of. */
const ID_KINDS = /^UUID|^(Big|Small)?Auto|Integer/

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
  const backends = backendsOf(values, project)
  if (backends.knowAddresses) {
    rows.add('taken', 'AUTHENTICATION_BACKENDS', backends.paths.join(', '), "loginField: 'either'")
    return 'either'
  }
  rows.add('taken', setting, was, "loginField: 'username', the default")
  return 'username'
}

function idsOf({ model, idField }: Sources, rows: Rows): IdKind {
  const isId = (name: string) => ID_KINDS.test(name)
  const own = model.fields.get(idField)?.kind ?? ''
  // Where accounts are found by a name or an address, `id` is still the key.
  const kind = isId(own) ? own : model.key.kind
  if (idField !== 'id' && idField !== 'pk')
    rows.add(
      isId(own) || idField === model.key.name ? 'taken' : 'essential',
      'USER_ID_FIELD',
      idField,
      isId(own) || idField === model.key.name
        ? `idName: '${idField}'`
        : 'accounts are found by a UUID or a whole number',
    )
  if (kind === 'UUIDField') {
    rows.add('taken', 'id', kind, "ids: 'uuid', the default")
    return 'uuid'
  }
  if (isId(kind)) {
    rows.add('taken', 'id', kind, "ids: 'integer'")
    return 'integer'
  }
  rows.add('essential', 'id', pathOf(kind) || 'not known', 'ids are UUIDs or whole numbers')
  return 'uuid'
}

/** The name of the id in answers, where it is not `id`. */
export const idNameOf = ({ model, idField }: Context): { idName?: string } => {
  const isId = idField === model.key.name || ID_KINDS.test(model.fields.get(idField)?.kind ?? '')
  return isId && idField !== 'id' && idField !== 'pk' ? { idName: idField } : {}
}

/**
 * What simplejwt signs in with, where that is not djoser's LOGIN_FIELD: the user model's USERNAME_FIELD, or the
 * `username_field` of the project's own serializer, whose path is `serializer` (empty: none). A backend that knows
 * addresses finds an account by either.
 */
export function jwtLoginFieldOf(
  { loginField, model, values, project }: Omit<Sources, 'create'>,
  serializer: string,
  rows: Rows,
): { jwtLoginField?: LoginField } {
  const named = project.findClass(serializer)?.values.get('username_field')
  const own = typeof named === 'string' ? named : fieldNamed(isUnknown(named) ? named.text : pathOf(named))
  const field = own ?? model.usernameField
  if (field === loginField || (field !== 'username' && field !== 'email')) return {}
  const { knowAddresses, isDjosers } = backendsOf(values, project)
  const jwtLoginField = field === 'username' && (knowAddresses || isDjosers) ? 'either' : field
  rows.add('taken', 'USERNAME_FIELD, for simplejwt', field, `jwtLoginField: '${jwtLoginField}'`)
  return { jwtLoginField }
}

/** `User.EMAIL_FIELD`, which is `email` in every model that does not say otherwise. */
const fieldNamed = (path = '') => (/\bEMAIL_FIELD$/.test(path) ? 'email' : undefined)

/** The project's own authentication backends, and those of djoser. */
function backendsOf(values: Map<string, Value>, project: Project) {
  const paths = textsOf(values.get('AUTHENTICATION_BACKENDS')).filter((path) => !path.startsWith('django.'))
  const code = paths.map((path) => project.findClass(path)?.methods.get('authenticate') ?? '').join('\n')
  return {
    paths,
    knowAddresses: /email/.test(code),
    isDjosers: paths.some((path) => path.startsWith('djoser.')),
  }
}

/** What djoser's `set_…` and `reset_…` change, where it is not the username. */
export const usernameFieldIn = (
  { model }: Context,
  usernames: boolean,
  rows: Rows,
): { usernameField?: 'email' } => {
  if (!usernames || model.usernameField !== 'email') return {}
  rows.add('taken', 'USERNAME_FIELD', 'email', "usernameField: 'email'")
  return { usernameField: 'email' }
}
