import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { EXPRESS, failure, formOf, GREEN, logInAtExpress, RED } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openGatehouse()
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

const page = (pre: string) =>
  `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${pre}</pre>\n</body>\n</html>\n`

const post = (path: string, body: unknown, headers: Record<string, string> = {}, at = gatehouse) =>
  at.request(EXPRESS + path, { method: 'POST', json: body, headers })

describe('names that clients of Express back ends use', () => {
  const registered = (fields: Record<string, string>) =>
    gatehouse.request(`${EXPRESS}/register`, {
      method: 'POST',
      body: formOf({ ...fields, password: PASSWORD, avatar: RED, coverImage: GREEN }),
    })

  it('takes userName and fullname at registration, sign-in and update-account', async () => {
    const response = await registered({
      userName: 'grace',
      email: 'grace@example.com',
      fullname: 'Grace Hopper',
    })
    expect(response.status).toBe(201)
    const { data } = await response.json<{ data: object }>()
    expect(data).toMatchObject({ username: 'grace', email: 'grace@example.com', fullName: 'Grace Hopper' })

    const signedIn = await post('/login', { userName: 'grace', password: PASSWORD })
    expect(signedIn.status).toBe(200)
    const { data: session } = await signedIn.json<{ data: { accessToken: string } }>()

    const changed = await gatehouse.request(`${EXPRESS}/update-account`, {
      method: 'PATCH',
      token: session.accessToken,
      json: { fullname: 'Grace Brewster Hopper' },
    })
    expect(await changed.json()).toMatchObject({ data: { fullName: 'Grace Brewster Hopper' } })
  })

  it('refuses both names of a field with two values, and stores nothing', async () => {
    const answer = await refused(gatehouse, () =>
      registered({ userName: 'ada', username: 'eve', email: 'ada@example.com' }),
    )
    expect([answer.status, await answer.json()]).toEqual([
      400,
      failure(400, 'username was sent twice and differs', {
        username: 'username was sent twice and differs',
      }),
    ])
  })

  it.each([
    ['/update-avatar', 'avatar', 'avatar'],
    ['/update-avatar', 'Avatar', 'Avatar'],
    ['/update-cover-image', 'coverImage', 'coverImage'],
    ['/coverImage', 'coverImage', 'coverImage'],
    ['/update_avatar', 'avatar', 'avatar'],
    ['/UPDATE-COVER-IMAGE', 'CoverImg', 'CoverImg'],
  ])('changes a picture at %s with a file in %s', async (path, field, shown) => {
    const person = await signUp(gatehouse, `${field}${path.length}`)
    const { accessToken } = await logInAtExpress(gatehouse, person)
    const response = await gatehouse.request(EXPRESS + path, {
      method: 'PATCH',
      token: accessToken,
      body: formOf({ [field]: GREEN }),
    })
    const { data } = await response.json<{ data: Record<string, string> }>()
    expect([response.status, data[shown]]).toEqual([200, expect.stringMatching(/\/media\/[\w-]{43}$/)])
  })

  it('answers with second names where the configuration has them', async () => {
    const named = openGatehouse(
      {},
      {
        config: defineConfig({
          apis: { express: { names: { username: 'userName', fullName: 'fullname' } } },
        }),
      },
    )
    const person = await signUp(named, 'lovelace')
    const response = await post('/login', { username: person.username, password: person.password }, {}, named)
    const { data } = await response.json<{ data: { user: object } }>()
    expect(data.user).toMatchObject({
      username: person.username,
      userName: person.username,
      fullName: '',
      fullname: '',
    })
  })
})

describe('errors as pages', () => {
  it('answers who prefers a page with the page of Express, and everybody else with the envelope', async () => {
    const wrong = { username: 'nobody', password: PASSWORD }
    const asPage = await post('/login', wrong, { accept: BROWSER })
    expect([asPage.status, asPage.headers.get('content-type'), await asPage.text()]).toEqual([
      401,
      'text/html; charset=utf-8',
      page('Error: Invalid user credentials<br>'),
    ])
    expect(asPage.headers.get('vary')).toContain('Accept')
    for (const accept of ['application/json, text/plain, */*', '*/*', 'application/json, text/html;q=0.1']) {
      const response = await post('/login', wrong, { accept })
      expect([response.status, await response.json()]).toEqual([
        401,
        failure(401, 'Invalid user credentials'),
      ])
      expect(response.headers.get('vary')).toContain('Accept')
    }
  })

  it('says what it cannot do at an unknown address, and writes nothing of it as HTML', async () => {
    const response = await gatehouse.request(`${EXPRESS}/<b>"&`, { headers: { accept: BROWSER } })
    expect([response.status, await response.text()]).toEqual([
      404,
      page(`Cannot GET ${EXPRESS}/%3Cb%3E%22&amp;`),
    ])
  })

  it('escapes what was sent', async () => {
    const response = await gatehouse.request(`${EXPRESS}/register`, {
      method: 'POST',
      headers: { accept: BROWSER },
      body: formOf({ '<script>': RED }),
    })
    expect(await response.text()).toBe(page('Error: Unexpected field: &lt;script&gt;<br>'))
  })

  it('does so for everybody where the configuration says so', async () => {
    const always = openGatehouse({}, { config: defineConfig({ apis: { express: { htmlErrors: true } } }) })
    const response = await post('/login', {}, { accept: 'application/json' }, always)
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(await response.text()).toMatch(/<pre>Error: .+<br><\/pre>/)
  })
})
