/** Does one work at a time. `followed`: another tab worked just before, so what it stored may be about to be seen. */
export type Exclusive = <Value>(work: (followed: boolean) => Promise<Value>) => Promise<Value>

type Take = (work: (followed: boolean) => Promise<void>) => Promise<void>

/** How long, in milliseconds, the others have to object. A busy machine delivers late. */
const OBJECTIONS = 150
/** How long, in milliseconds, a tab is waited for that does not say that it is done. It may be closed. */
const PATIENCE = 10_000
/** How long, in milliseconds, it takes until other tabs see what one stored. */
const SPREAD = 100

/** In this client alone, or with `isShared` in all tabs of a browser. */
export function openExclusive(name: string, isShared: boolean): Exclusive {
  const take = isShared ? takeOf(name) : undefined
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  if (!take) return (work) => inTurn(() => work(false))
  // Who asked gets the result at once; the next one waits a little longer.
  return (work) =>
    new Promise((resolve, reject) => {
      const worked = inTurn(() =>
        take(async (followed) => {
          await work(followed).then(resolve, reject)
          await pause(SPREAD)
        }),
      )
      worked.catch(reject)
    })
}

/** By a Web Lock, or where there is none (http without TLS), by agreement. */
function takeOf(name: string): Take | undefined {
  const { navigator, BroadcastChannel } = globalThis
  if (navigator?.locks) return (work) => byLock(navigator.locks, name, work)
  return BroadcastChannel && ((work) => byAgreement(new BroadcastChannel(name), work))
}

async function byLock(locks: LockManager, name: string, work: (followed: boolean) => Promise<void>) {
  const isFree = await locks.request(name, { ifAvailable: true }, async (lock) => {
    if (lock) await work(false)
    return lock !== null
  })
  if (!isFree) await locks.request(name, () => work(true))
}

type Message = { says: 'want' | 'wait' | 'done'; from: string; to?: string }

/** A tab that wants to work asks the others. Who works, or asked earlier, objects, and says when it is done. */
async function byAgreement(channel: BroadcastChannel, work: (followed: boolean) => Promise<void>) {
  const me = `${String(Date.now()).padStart(15, '0')} ${Math.random()}`
  const before = new Set<string>()
  let isWorking = false
  let wake = () => {}
  const tell = (message: Omit<Message, 'from'>) => channel.postMessage({ ...message, from: me })
  channel.onmessage = ({ data: { says, from, to } }: MessageEvent<Message>) => {
    if (says === 'want' && (isWorking || me < from)) tell({ says: 'wait', to: from })
    if (says === 'wait' && to === me) before.add(from)
    if (says === 'done' && before.delete(from)) wake()
  }
  tell({ says: 'want' })
  await pause(OBJECTIONS)
  const followed = before.size > 0
  const end = Date.now() + PATIENCE
  while (before.size > 0 && Date.now() < end) {
    const woken = new Promise<void>((done) => {
      wake = done
    })
    await Promise.race([woken, pause(end - Date.now())])
  }
  isWorking = true
  try {
    await work(followed)
  } finally {
    tell({ says: 'done' })
    channel.close()
  }
}

export const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))
