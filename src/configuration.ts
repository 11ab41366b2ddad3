import type { UserField } from './ports/config.ts'

export { defineConfig } from './ports/config.ts'

/* What gatehouse.config.ts is written with. */

type Of<Type extends UserField['type']> = Omit<Extract<UserField, { type: Type }>, 'type'>

const field =
  <Type extends UserField['type']>(type: Type) =>
  (options: Of<Type> = {} as Of<Type>) =>
    ({ type, ...options }) as Extract<UserField, { type: Type }>

export const text = field('text')
export const integer = field('integer')
export const decimal = field('decimal')
export const boolean = field('boolean')
export const date = field('date')
export const dateTime = field('datetime')
export const choice = (choices: readonly string[], options: Omit<Of<'choice'>, 'choices'> = {}) =>
  field('choice')({ choices, ...options })
export const url = field('url')
export const email = field('email')
export const json = field('json')
