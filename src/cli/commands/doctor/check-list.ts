import { styleText } from 'node:util'
import { type Finding, hasFault, type Section } from './finding.ts'

const marks = { good: ['green', '✔'], warning: ['yellow', '!'], fault: ['red', '✘'] } as const

const lines = ({ about, state, message, fix }: Finding, width: number): string[] => {
  const [colour, mark] = marks[state]
  const indent = ' '.repeat(width + 6)
  const [first = '', ...others] = message.split('\n')
  return [
    `  ${styleText(colour, mark)} ${about.padEnd(width)}  ${first}`,
    ...others.map((line) => indent + line.trim()),
    ...(fix ?? '')
      .split('\n')
      .filter(Boolean)
      .map((line) => styleText('cyan', `${indent}${line}`)),
  ]
}

const count = (sections: Section[], state: Finding['state']) =>
  sections.flatMap(({ findings }) => findings).filter((finding) => finding.state === state).length

const counted = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`

const summary = (sections: Section[]) => {
  const faults = count(sections, 'fault')
  const warnings = count(sections, 'warning')
  if (faults > 0) return `${counted(faults, 'fault')}, ${counted(warnings, 'warning')}`
  return warnings > 0 ? `No faults, ${counted(warnings, 'warning')}` : 'No faults'
}

/** The check list for the terminal. */
export const checkList = (sections: Section[]): string =>
  [
    ...sections.flatMap(({ title, findings }) => {
      const width = Math.max(...findings.map(({ about }) => about.length), 0)
      return ['', styleText('bold', title), ...findings.flatMap((finding) => lines(finding, width))]
    }),
    '',
    summary(sections),
  ].join('\n')

/** The same for programs, as one line of JSON. */
export const checkListJson = (sections: Section[]): string =>
  JSON.stringify({
    ok: !hasFault(sections),
    findings: sections.flatMap(({ title, findings }) =>
      findings.map((each) => ({ section: title, ...each })),
    ),
  })
