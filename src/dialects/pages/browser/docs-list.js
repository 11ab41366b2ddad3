/* The list of the operations of an API document. What is in an operation is shown when it is opened. */

/**
 * Puts the list into `place`. `fill(place, path, method)` is called once for each operation that is opened: by a click,
 * or by the address of the page, which names the operation that was opened last.
 */
export function showList(place, { tags, paths }, fill) {
  const rows = new Map()
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = tags.map(({ name, description }) => {
    const section = element('details', 'opblock-tag-section')
    section.open = true
    const head = element('summary', 'opblock-tag')
    head.append(element('h2', '', name), element('p', '', description))
    section.append(head)
    for (const each of operations.filter(({ operation }) => operation.tags.includes(name))) {
      const address = `#/${encodeURIComponent(name)}/${each.operation.operationId}`
      const row = rowOf(each, address, fill)
      rows.set(address, row)
      section.append(row.block)
    }
    return section
  })
  place.replaceChildren(...sections)

  const openNamed = () => {
    const row = rows.get(location.hash)
    row?.toggle(true)
    row?.block.scrollIntoView()
  }
  addEventListener('hashchange', openNamed)
  openNamed()
}

function rowOf({ path, method, operation }, address, fill) {
  const block = element('div', `opblock opblock-${method}`)
  const button = element('button', 'opblock-summary-control')
  const shownPath = element('span', 'opblock-summary-path')
  // A long path may be broken before each of its parts.
  shownPath.append(...path.split(/(?=\/)/).flatMap((part) => [part, element('wbr')]))
  shownPath.dataset.path = path
  const words = element('span', 'opblock-summary-path-description-wrapper')
  words.append(shownPath, element('span', 'opblock-summary-description', operation.summary))
  button.append(element('span', 'opblock-summary-method', method.toUpperCase()), words)
  if (operation.security.length > 0) {
    const lock = element('span', 'needs-credential')
    lock.setAttribute('role', 'img')
    lock.setAttribute('aria-label', 'Needs a credential')
    button.append(lock)
  }
  const summary = element('div', 'opblock-summary')
  summary.append(button)
  const body = element('div')
  block.append(summary, body)

  const toggle = (open) => {
    button.setAttribute('aria-expanded', String(open))
    block.classList.toggle('is-open', open)
    body.hidden = !open
    if (open && !body.hasChildNodes()) fill(body, path, method)
  }
  button.addEventListener('click', () => {
    const open = body.hidden
    toggle(open)
    history.replaceState(null, '', open ? address : location.pathname + location.search)
  })
  toggle(false)
  return { block, toggle }
}

function element(name, className = '', text = '') {
  const made = document.createElement(name)
  made.className = className
  made.textContent = text
  if (name === 'button') made.type = 'button'
  return made
}
