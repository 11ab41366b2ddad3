/* Shows new letters by themselves, and keeps what is being read where it is. */

const EVERY_MS = 3_000
const shown = () => document.querySelector('main')

async function refresh() {
  if (document.hidden) return
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const main = page.querySelector('main')
  if (main.innerHTML === shown().innerHTML) return

  const fromBottom = document.documentElement.scrollHeight - scrollY
  const isReading = scrollY > 0
  shown().replaceWith(main)
  // New letters stand on top.
  if (isReading) scrollTo(0, document.documentElement.scrollHeight - fromBottom)
}

async function keepRefreshing() {
  // A server that is being restarted will be back.
  await refresh().catch(() => {})
  setTimeout(keepRefreshing, EVERY_MS)
}

document.addEventListener('visibilitychange', () => refresh().catch(() => {}))
setTimeout(keepRefreshing, EVERY_MS)
