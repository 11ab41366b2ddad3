export type Mistake = { kind: 'mistake'; message: string }

// What parseArgs adds after its first sentence is advice for programs that take positional arguments.
export const mistakeOf = (error: Error): Mistake => ({
  kind: 'mistake',
  message: error.message.replace(/(\. |\n).*$/s, ''),
})
