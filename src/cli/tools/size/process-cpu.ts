import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** How much CPU, in milliseconds, all threads of a process have taken until now: to the microsecond on Linux. */
export const cpuOf = (pid: number): number => {
  const threads = `/proc/${pid}/task`
  if (!existsSync(threads)) return cpuByPs(pid)
  return readdirSync(threads)
    .map((thread) => nanosecondsIn(readFileSync(`${threads}/${thread}/schedstat`, 'utf8')) / 1e6)
    .reduce((sum, spent) => sum + spent, 0)
}

/** The first of the three numbers is the time on a processor (Linux, Documentation/scheduler/sched-stats). */
const nanosecondsIn = (schedstat: string) => Number(schedstat.split(' ')[0])

/** The CPU time of a process so far, in milliseconds, by ps(1): accurate to about a second. */
export const cpuByPs = (pid: number): number =>
  millisecondsIn(execFileSync('ps', ['-o', 'cputime=', '-p', String(pid)], { encoding: 'utf8' }))

/** From `[[days-]hours:]minutes:seconds` of ps(1). */
export function millisecondsIn(cputime: string): number {
  const [days, clock] = cputime.includes('-') ? cputime.trim().split('-') : ['0', cputime.trim()]
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return (Number(days) * 86_400 + seconds) * 1000
}
