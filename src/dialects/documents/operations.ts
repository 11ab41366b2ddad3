import { type Description, descriptionOf } from '../description.ts'
import type { Api, Documented } from './api.ts'

/** A route of an API with what its middlewares declare and what the table of its document says. */
export type Operation = Description &
  Documented & {
    /** Where the table of the API has it. */
    key: string
    method: string
    /** As in the document; the second name of the path, if it has one, comes second. */
    paths: string[]
  }

/** The operations of an API in the order of its routes. Throws for one that the table lacks. */
export function operationsOf(api: Api): Operation[] {
  const declared = new Map<string, Description & { key: string; method: string; paths: string[] }>()
  for (const { base, standard, app } of api.mounts) {
    for (const { path, method, handler } of app.routes) {
      const paths = [path, ...secondNamesOf(api, path)].map((each) => writtenPath(api, base + each))
      const key = `${method} ${writtenPath(api, standard + path)}`
      const here = `${method} ${paths[0]}`
      declared.set(here, { ...declared.get(here), ...descriptionOf(handler), key, method, paths })
    }
  }
  return [...declared.values()].flatMap(({ key, ...description }) => {
    const operation = api.operations[key]
    if (operation === null) return []
    if (operation === undefined) throw new Error(`${key} is not documented`)
    return [{ ...description, ...operation, key }]
  })
}

/** `/api/v1/users/:id{…}` as a document writes it. */
export const writtenPath = ({ slash }: Pick<Api, 'slash'>, path: string) =>
  path.replace(/\/$/, '').replace(/:(\w+)(\{.*?\}+(?=\/|$))?/g, '{$1}') + (slash ? '/' : '')

const secondNamesOf = ({ secondNames = {} }: Api, path: string) =>
  Object.entries(secondNames).flatMap(([second, first]) => (path === `/${first}` ? [`/${second}`] : []))
