import { join } from 'node:path'
import { projectRoot } from '../../project-root.ts'
import { runProgram } from '../../wrangler/run-wrangler.ts'
import { checkList } from '../doctor/check-list.ts'
import type { Finding, Section } from '../doctor/finding.ts'

type Listed = Finding & { section: string }

/** What a deployment would lack stops nothing here. */
const OF_THIS_MACHINE = ['This machine', 'Development']

const readFindings = (output: string): Listed[] => {
  try {
    return (JSON.parse(output) as { findings: Listed[] }).findings
  } catch {
    // The doctor could not run either.
    return []
  }
}

const sectionsOf = (findings: Listed[]): Section[] =>
  OF_THIS_MACHINE.map((title) => ({
    title,
    findings: findings.filter(({ section, state }) => section === title && state === 'fault'),
  })).filter((section) => section.findings.length > 0)

/** Which faults in the output of `npm run doctor -- --json` keep the server of this machine from working, as a list. */
export const faultList = (output: string): string => {
  const sections = sectionsOf(readFindings(output))
  return sections.length > 0 ? checkList(sections) : ''
}

/**
 * The faults that `npm run doctor` finds on this machine, in its own words, '' if it finds none. It runs by itself:
 * this process would see gatehouse.config.ts as it was at the start.
 */
export const doctorFaults = async (stop: AbortSignal): Promise<string> => {
  const lines: string[] = []
  const program = join(projectRoot, 'src/cli/gatehouse.js')
  await runProgram([program, 'doctor', '--json'], stop, (line, stream) => {
    if (stream === 'stdout') lines.push(line)
  })
  return faultList(lines.at(-1) ?? '')
}
