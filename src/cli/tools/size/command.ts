import { command, exits } from '../../command.ts'
import { stopOnSignal } from '../../stop-signal.ts'

const size = async (): Promise<number> => {
  const { measureSize } = await import('./measure-size.ts')
  return measureSize(stopOnSignal().signal)
}

export const sizeCommand = () =>
  command('size', 'Measures the bundle of the Worker and its start-up time against their limits.').action(
    exits(size),
  )
