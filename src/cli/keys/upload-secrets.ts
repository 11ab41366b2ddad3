import { runWrangler } from '../wrangler.ts'

/** Gives the exit code, 0 when the deployed Worker has them, and what wrangler had to say. */
export type Upload = (secrets: Record<string, string>) => Promise<{ code: number; said: string }>

/** The names of the secrets that the deployed Worker has; none when there is no such Worker, or nobody may ask. */
export const makeDeployedSecrets =
  (stop: AbortSignal, run: typeof runWrangler = runWrangler) =>
  async (): Promise<string[]> => {
    let said = ''
    const code = await run(['secret', 'list', '--format=json'], stop, (line, stream) => {
      if (stream === 'stdout') said += line
    })
    const names = /\[.*\]/.exec(said)
    if (code !== 0 || !names) return []
    return JSON.parse(names[0]).map(({ name }: { name: string }) => name)
  }

/** Secrets go in by standard input: arguments and files can be seen by others. */
export const makeUpload =
  (stop: AbortSignal, run: typeof runWrangler = runWrangler): Upload =>
  async (secrets) => {
    const said: string[] = []
    const hear = (line: string) => said.push(line)
    const code = await run(['secret', 'bulk'], stop, hear, JSON.stringify(secrets))
    return { code: stop.aborted ? code || 1 : code, said: said.join('\n').trim() }
  }
