import { expect, it, vi } from 'vitest'
import { type Problems, watchReadiness } from '../../../src/cli/commands/start/watch-readiness.ts'

const BROKEN = ['settings: TOKEN_SECONDS: is not a whole number']

/** Watches a server that answers these one after another. */
const watch = (answers: (Problems | undefined)[]) => {
  const over = new AbortController()
  const told: Problems[] = []
  const asked = vi.fn(async () => answers.shift())
  const watched = watchReadiness()
  const done = watched.run({
    ask: asked,
    tell: (problems) => void told.push(problems),
    over: over.signal,
    retryMs: 1,
  })
  return {
    told,
    asked,
    over,
    done,
    reload: () => watched.onLine('\u001b[2m⎔ Local server updated and ready\u001b[22m'),
  }
}

it.each([
  [
    [BROKEN, BROKEN, undefined, [], []],
    [BROKEN, []],
  ],
  [
    [BROKEN, ['another'], [], []],
    [BROKEN, ['another'], []],
  ],
])('tells each fault once, and when it was mended: %j', async (answers, expected) => {
  const { told, over, done } = watch(answers)
  await vi.waitFor(() => expect(told).toEqual(expected))
  over.abort()
  await done
})

it('asks a ready server again after a reload, and not before', async () => {
  const { told, asked, over, done, reload } = watch([[], BROKEN, [], [], []])
  await vi.waitFor(() => expect(told).toEqual([[]]))
  expect(asked).toHaveBeenCalledTimes(1)
  reload()
  await vi.waitFor(() => expect(told).toEqual([[], BROKEN, []]))
  expect(asked).toHaveBeenCalledTimes(3)
  over.abort()
  await done
})

it('ends with the server', async () => {
  const { over, done, asked } = watch([[], []])
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1))
  over.abort()
  await done
  expect(asked).toHaveBeenCalledTimes(1)
})
