/** A namespace whose writes are done by `put`, which is told how to do them. */
const writingBy = (kv: KVNamespace, put: (write: () => Promise<void>) => Promise<void>): KVNamespace =>
  new Proxy(kv, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        const call = () => Reflect.apply(member, target, parameters)
        return name === 'put' ? put(call) : call()
      }
    },
  })

/**
 * A namespace whose next write waits until `open` is called. `reached` is fulfilled when it waits; whatever is written
 * after that is not kept waiting.
 */
export function heldOnce(kv: KVNamespace) {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>()
  let isFirst = true
  const held = writingBy(kv, async (write) => {
    if (isFirst) {
      isFirst = false
      arrive()
      await opened
    }
    await write()
  })
  return { kv: held, reached, open }
}

/** A namespace that takes one write, as KV does in a second, until `passSecond` is called. */
export function onceASecond(kv: KVNamespace) {
  let taken = 0
  let refused = 0
  const limited = writingBy(kv, async (write) => {
    if (taken++ > 0) {
      refused++
      throw new Error('KV PUT failed: 429 Too Many Requests')
    }
    await write()
  })
  return {
    kv: limited,
    passSecond: () => {
      taken = 0
    },
    refused: () => refused,
  }
}

/** A namespace that answers reads of one key from a copy that is older than its own writes, as KV may for a minute. */
export const readingOlder = (kv: KVNamespace, copy: () => Promise<unknown>): KVNamespace =>
  new Proxy(kv, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) =>
        name === 'get' ? copy() : Reflect.apply(member, target, parameters)
    },
  })
