/** What one check came to. `mend` is what to type or to do about it. Nothing secret stands in any of these. */
export type Finding = { about: string; state: 'good' | 'warning' | 'fault'; says: string; mend?: string }

export type Section = { title: string; findings: Finding[] }

type Make = (about: string, says: string, mend?: string) => Finding

const make =
  (state: Finding['state']): Make =>
  (about, says, mend) => ({ about, state, says, ...(mend !== undefined && { mend }) })

export const good = make('good')
export const warning = make('warning')
export const fault = make('fault')

/** What went wrong in few words, of an error whose message is meant for people. */
export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

export const hasFault = (sections: Section[]) =>
  sections.some(({ findings }) => findings.some(({ state }) => state === 'fault'))
