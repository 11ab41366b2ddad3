/** The result of one check. `fix` is what to type or to do about it. None of these holds a secret. */
export type Finding = { about: string; state: 'good' | 'warning' | 'fault'; message: string; fix?: string }

export type Section = { title: string; findings: Finding[] }

type Make = (about: string, message: string, fix?: string) => Finding

const make =
  (state: Finding['state']): Make =>
  (about, message, fix) => ({ about, state, message, ...(fix !== undefined && { fix }) })

export const good = make('good')
export const warning = make('warning')
export const fault = make('fault')

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

export const hasFault = (sections: Section[]) =>
  sections.some(({ findings }) => findings.some(({ state }) => state === 'fault'))
