import { runWrangler } from '../wrangler.ts'

/** Gives the exit code, 0 when the deployed Worker has them, and what wrangler had to say. */
export type Upload = (secrets: Record<string, string>) => Promise<{ code: number; said: string }>

/** Secrets go in by standard input: arguments and files can be seen by others. */
export const makeUpload =
  (stop: AbortSignal, run: typeof runWrangler = runWrangler): Upload =>
  async (secrets) => {
    const said: string[] = []
    const hear = (line: string) => said.push(line)
    const code = await run(['secret', 'bulk'], stop, hear, JSON.stringify(secrets))
    return { code: stop.aborted ? code || 1 : code, said: said.join('\n').trim() }
  }
