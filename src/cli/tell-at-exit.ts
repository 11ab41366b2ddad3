import { clearLine, complain } from './terminal.ts'

/**
 * Says what has become of the work if the process is ended in its middle: on a signal, what opens the local database ends
 * it at once, without an error that would come to anybody. Returns what takes it back.
 */
export const tellAtExit = (what: () => string): (() => void) => {
  const tell = () => {
    clearLine()
    complain(what())
  }
  process.once('exit', tell)
  return () => void process.off('exit', tell)
}
