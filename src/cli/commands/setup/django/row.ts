/**
 * What became of a setting: taken; so at every configuration; without an effect here; to be set in wrangler.toml by
 * hand; not served; not served, and clients need it.
 */
export type State = 'taken' | 'always' | 'no effect' | 'by hand' | 'not served' | 'essential'

/** `was`: its value in the project. `became`: what it is here, or the reason why it is not. */
export type Row = { state: State; setting: string; was: string; became: string }

/** Rows in the order in which they were found. */
export type Rows = {
  all: Row[]
  add: (state: State, setting: string, was: string, became: string) => void
}

/** Settings whose values are not printed at a terminal. */
const SECRET = /SECRET|SIGNING_KEY|VERIFYING_KEY/

export const openRows = (): Rows => {
  const all: Row[] = []
  return {
    all,
    add: (state, setting, was, became) => {
      all.push({ state, setting, was: SECRET.test(setting) ? '(secret)' : was, became })
    },
  }
}
