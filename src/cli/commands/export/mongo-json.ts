import type { Config } from '../../../ports/config.ts'
import type { Shape } from '../../import/shape.ts'
import { type Going, NO_PASSWORD } from './going.ts'
import { columnOut, type Spelling } from './value-out.ts'

/** The field with a hash that was made here: bcrypt cannot be made of it. */
const DJANGO_PASSWORD = 'passwordPbkdf2'

const spelling: Spelling = {
  time: (ms) => ({ $date: new Date(ms).toISOString() }),
  stored: (value) => value,
}

/** As it was there, for a collection may have ids of several kinds. */
const idOf = ({ idKind, tables: [people] }: Shape, { id, kept }: Going): unknown =>
  kept?.rows[people?.name ?? '']?._id ?? (idKind === 'objectid' ? { $oid: id } : id)

/** A person as `mongoimport` takes them, in extended JSON. */
export const mongoDocument = (
  config: Pick<Config, 'fields'>,
  shape: Shape,
  going: Going,
): Record<string, unknown> => {
  const [people] = shape.tables
  const document: Record<string, unknown> = { _id: idOf(shape, going) }
  for (const column of people?.columns ?? []) {
    if (column.name === people?.key) continue
    const isPassword = column.field === 'password' && going.password.kind === 'django'
    const out = columnOut(config, spelling, going, { table: people?.name ?? '', column })
    if (isPassword && going.password.kind === 'django') {
      document[column.name] = NO_PASSWORD
      document[DJANGO_PASSWORD] = going.password.text
    } else if (out !== undefined && out.value !== null) document[column.name] = out.value
    else if (out !== undefined && going.kept) document[column.name] = null
  }
  return document
}
