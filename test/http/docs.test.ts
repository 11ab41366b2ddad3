import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { failing } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { documents } from '../support/standard-documents.ts'
import { CONTENT_SECURITY_POLICY, otherHostsIn } from './page.ts'

const browserFiles = import.meta.glob<string>('../../src/dialects/pages/browser/*', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const gatehouse = openGatehouse()

const readPage = async (path: string) =>
  (await gatehouse.request(path, { headers: { accept: 'text/html' } })).text()

const BROWSER = { headers: { accept: 'text/html' } }

const read = async (path: string) => {
  const response = await gatehouse.request(path, BROWSER)
  expect(response.status).toBe(200)
  return response.text()
}

describe('GET /docs', () => {
  it('is a page that nothing but its own origin can add to', async () => {
    const response = await gatehouse.request('/docs', BROWSER)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
    expect(otherHostsIn(await response.text())).toEqual([])
  })

  it('holds no script and no style of its own, which the policy would stop', async () => {
    expect(await read('/docs')).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/)
  })

  it('asks for files that are there, and none of them names another host', async () => {
    const pages = await Promise.all(['/', '/docs', '/dev/mailbox', '/activate'].map(readPage))
    const scripts = Object.values(browserFiles).join('\n')
    const imported = [...scripts.matchAll(/(?:from |import\()'\.\/([^']+)'/g)].map(([, name]) => name)
    const wanted = pages.flatMap((page) => [...page.matchAll(/"\/pages\/([^"]+)"/g)].map(([, name]) => name))
    const names = Object.keys(browserFiles).map((path) => path.split('/').at(-1))
    // The pages of the console are behind its sign-in; vite reads no style, and so no picture of one.
    expect([...new Set([...wanted, ...imported, 'console.css', 'lock.svg'])].sort()).toEqual(names.sort())
    const text = scripts
      .replaceAll('https://id.example.com', '')
      .replaceAll('xmlns="http://www.w3.org/2000/svg"', '')
    expect(text).not.toMatch(/https?:|\/\/[\w.-]+\.\w|url\(|@import/)
  })

  it.each(Object.keys(documents))('has a tab for %s, and its document', async (api) => {
    const page = await read(`/docs?api=${api}`)
    expect(page).toContain(`<a href="/docs?api=${api}" aria-current="page">`)
    expect(page).toContain(`data-document="/docs/${api}.json"`)
    expect(page.match(/aria-current/g)).toHaveLength(1)
    const title = documents[api]
    expect(JSON.parse(await read(`/docs/${api}.json`))).toEqual(
      JSON.parse(JSON.stringify(title && documentOf(title, gatehouse.origin))),
    )
  })

  it.each(['', '?api=', '?api=toString', '?api=%22%3E%3Cb%3E'])(
    'shows the first API for /docs%s',
    async (query) => {
      expect(await read(`/docs${query}`)).toBe(await read('/docs?api=profile'))
    },
  )

  it('leads to the mailbox in development only', async () => {
    const production = openGatehouse({ ENVIRONMENT: 'production', MAIL_FROM: 'a@example.com' })
    expect(await read('/docs')).toContain('href="/dev/mailbox"')
    expect(await (await production.request('/docs', BROWSER)).text()).not.toContain('/dev/mailbox')
  })

  it('tells that a document cannot be had, and where a fault is', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const broken = openGatehouse({ ASSETS: failing(env.ASSETS, 'fetch') })
    const answer = await broken.request('/docs/users.json')
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '60',
      { detail: 'Service temporarily unavailable, try again later.' },
    ])
    vi.restoreAllMocks()
  })

  it('lists the operations for readers without scripts, and without the list shows the rest', async () => {
    const page = await read('/docs?api=users')
    expect(page).toMatch(/<noscript>[\s\S]*<code>\/api-token-auth\/<\/code>[\s\S]*<\/noscript>/)
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const broken = openGatehouse({ ASSETS: failing(env.ASSETS, 'fetch') })
    const answer = await broken.request('/docs?api=users', BROWSER)
    const text = await answer.text()
    expect([answer.status, text.includes('/api-token-auth/')]).toEqual([200, false])
    expect(text).toContain('data-document="/docs/users.json"')
    vi.restoreAllMocks()
  })

  it('says where to sign in if there are no second factors, and with which field', async () => {
    expect(await read('/docs')).toContain('data-login="/api/login/" data-field="username"')
  })

  it('has no document of another name', async () => {
    expect((await gatehouse.request('/docs/other.json')).status).toBe(404)
  })
})
