/* Adds new emails to the list, and does not touch the open one, which it shows whole. */

const EVERY_MS = 3_000

const find = (selector, page = document) => page.querySelector(selector)
const topOfOpened = () => find('#opened')?.getBoundingClientRect().top ?? 0

// On a narrow screen the list scrolls.
find('#list [aria-current]')?.scrollIntoView({ block: 'nearest' })

// An email runs no script and has the origin of this page, so that it can be measured.
const frame = find('#opened iframe')
function showWhole() {
  const email = frame.contentDocument?.documentElement
  if (!email) return
  frame.style.height = '0'
  frame.style.height = `${email.scrollHeight + frame.offsetHeight - frame.clientHeight}px`
}
if (frame) {
  frame.addEventListener('load', showWhole)
  addEventListener('resize', showWhole)
  showWhole()
}

async function refresh() {
  if (document.hidden) return
  const page = await read()
  if (!page) return
  const parts = find('#list') && find('#list', page) ? ['[role=status]', '#list'] : ['main']
  const top = topOfOpened()
  for (const part of parts) renew(find(part), find(part, page))
  // On a narrow screen the list is above the open email.
  if (scrollY > 0) scrollBy(0, topOfOpened() - top)
}

/** The current page of the server, with the same email open. */
async function read() {
  const id = find('#opened')?.dataset.email
  const answer = await fetch(id ? `?email=${id}` : location.href, { headers: { accept: 'text/html' } })
  // The page for a missing email has the list too.
  const isPage = answer.headers.get('content-type')?.startsWith('text/html')
  return isPage ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined
}

function renew(old, fresh) {
  if (old.innerHTML === fresh.innerHTML) return
  const focused = old.contains(document.activeElement) && document.activeElement.getAttribute('href')
  old.replaceChildren(...fresh.childNodes)
  if (focused) find(`[href="${focused}"]`, old)?.focus({ preventScroll: true })
}

async function keepRefreshing() {
  // The server may be restarting: try again later.
  await refresh().catch(() => {})
  setTimeout(keepRefreshing, EVERY_MS)
}

document.addEventListener('visibilitychange', () => refresh().catch(() => {}))
setTimeout(keepRefreshing, EVERY_MS)
