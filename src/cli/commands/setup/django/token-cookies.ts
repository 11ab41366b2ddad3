import type { PythonClass } from '../python/module.ts'
import type { Project } from '../python/project.ts'
import type { Rows } from './row.ts'
import { originOf, THEIRS } from './urls.ts'

/*
 * Projects that keep JWTs in cookies do it by code of their own: views that set them after a sign-in or a refresh, and a
 * class of authentication or a middleware that reads them.
 */

const SETTING = 'JWTs in cookies'

const SETS =
  'Gatehouse does not set these cookies: djoser’s API has the tokens in its answers alone. The front end keeps them and sends Authorization: Bearer; where no script of a page may read them, the Express API has cookies of its own (docs/apis/express.md)'
const READS =
  'Gatehouse does not read these cookies at djoser’s API: the front end sends Authorization: Bearer, and a refresh token in the body'

/** A class, or a view that is a function. */
type Code = Pick<PythonClass, 'name' | 'module' | 'methods'>

/** Tells of every file whose classes and functions set or read cookies with tokens. */
export function readTokenCookies(project: Project, rows: Rows): void {
  for (const file of project.files) {
    const { classes, functions } = project.read(file)
    const code: Code[] = [
      ...classes.values(),
      ...[...functions].map(([name, text]) => ({ name, module: '', methods: new Map([[name, text]]) })),
    ]
    const tell = (became: string, does: (found: Code) => boolean) => {
      const names = code.filter(does).map(({ name }) => name)
      if (names.length > 0) rows.add('essential', SETTING, `${names.join(', ')} in ${file}`, became)
    }
    tell(SETS, (found) => sets(found, project))
    tell(READS, (found) => !sets(found, project) && reads(found, project))
  }
}

const codeOf = ({ methods }: Code) => [...methods.values()].join('\n')

/** A view of djoser or simplejwt, as a class of the project's may be. */
const isTheirs = ({ module, name }: Code, project: Project) =>
  module !== '' && THEIRS.test(originOf(`${module}.${name}`, project))

function sets(found: Code, project: Project): boolean {
  const code = codeOf(found)
  // The cookie of Django's protection against requests of other sites is none.
  const tellsOfTokens = /access|refresh|token|jwt/i.test(code.replace(/csrf\w*/gi, ''))
  return /\.set_cookie\(/.test(code) && (isTheirs(found, project) || tellsOfTokens)
}

function reads(found: Code, project: Project): boolean {
  const code = codeOf(found)
  const mayLetIn = found.methods.has('authenticate') || /HTTP_AUTHORIZATION/.test(code)
  return /\.COOKIES\b/.test(code) && (mayLetIn || isTheirs(found, project))
}
