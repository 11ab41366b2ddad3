import type { runWrangler } from './wrangler.ts'

/** What wrangler said to the end, and its exit code. */
export type Heard = { code: number; stdout: string; stderr: string }

export type AskWrangler = (...args: string[]) => Promise<Heard>

/** Runs wrangler without showing what it says. */
export const makeAskWrangler =
  (run: typeof runWrangler, stop: AbortSignal): AskWrangler =>
  async (...args) => {
    const heard = { stdout: '', stderr: '' }
    const code = await run(args, stop, (line, stream) => {
      heard[stream] += `${line}\n`
    })
    return { code: stop.aborted ? code || 1 : code, ...heard }
  }

/** The JSON among what was said, undefined when there is none. */
export const jsonIn = (said: string): unknown => {
  const found = /[[{][\s\S]*[\]}]/.exec(said)
  try {
    return found ? JSON.parse(found[0]) : undefined
  } catch {
    return undefined
  }
}

/** Its complaint without what surrounds it: marks, advice after the first line, and where the log is. */
export const complaintOf = ({ stdout, stderr }: Heard): string => {
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim())
  const error = lines.find((line) => line.includes('[ERROR]'))
  if (error?.includes('More than one account')) {
    return 'this login has several accounts. Set CLOUDFLARE_ACCOUNT_ID to one of those that npx wrangler whoami lists'
  }
  return (error ?? lines.find(Boolean) ?? 'wrangler said nothing').replace(/^.*\[ERROR\]\s*/, '')
}
