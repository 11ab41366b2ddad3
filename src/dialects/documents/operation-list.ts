import { escapeHtml } from '../../account/escape-html.ts'
import type { Api } from './api.ts'
import { operationsOf } from './operations.ts'
import { tags } from './tags.ts'

/** The operations of an API as HTML: what `/docs` shows where no script runs. */
export function operationListOf(api: Api): string {
  const operations = operationsOf(api)
  return Object.keys(tags)
    .map((tag) => ({ tag, operations: operations.filter((operation) => operation.tag === tag) }))
    .filter(({ operations }) => operations.length > 0)
    .map(
      ({ tag, operations }) =>
        `<h2>${escapeHtml(tag)}</h2>\n<dl class="operations">\n${operations.map(rowOf).join('')}</dl>\n`,
    )
    .join('')
}

const rowOf = ({ method, paths, summary, does, refuses }: ReturnType<typeof operationsOf>[number]) =>
  `<div><dt><b>${method}</b> ${paths.map((path) => `<code>${escapeHtml(path)}</code>`).join(' ')}</dt>
<dd>${escapeHtml(summary)}. <span>${inText(`${does} ${refuses}`)}</span></dd></div>\n`

/** Markdown's code, which is all that the descriptions have. */
const inText = (text: string) => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
