import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpuByPs } from '../../src/cli/tools/size/process-cpu.ts'

const hasProc = existsSync('/proc/self/stat')
const ticksPerSecond = hasProc ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) : 0

/**
 * How much CPU, in milliseconds, a process has taken until now, with that of threads that have ended: the start of a Worker
 * has none, a long run may.
 */
export function cpuOf(pid: number): number {
  if (hasProc) return (ticksIn(readFileSync(`/proc/${pid}/stat`, 'utf8')) / ticksPerSecond) * 1000
  return cpuByPs(pid)
}

/** utime and stime (proc(5)). The name in front of them may hold blanks and brackets. */
export function ticksIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** The processes that this one has started, by their program's name. */
export function childrenNamed(name: string): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, command]) => Number(parent) === process.pid && command?.split('/').at(-1) === name)
    .map(([pid]) => Number(pid))
}
