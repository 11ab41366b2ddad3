/** What was used last, if it is still there. */
let last: WeakRef<Int32Array> | undefined

/**
 * Lends memory to work that needs many megabytes of it, with whatever is in it. It is lent again until the runtime takes
 * it back: each new array would wait for that, and an isolate has 128 MB.
 */
export async function lendMemory<Done>(
  words: number,
  work: (memory: Int32Array) => Promise<Done>,
): Promise<Done> {
  const found = last?.deref()
  last = undefined
  const memory = found && found.length >= words ? found : new Int32Array(words)
  try {
    return await work(memory)
  } finally {
    last = new WeakRef(memory)
  }
}
