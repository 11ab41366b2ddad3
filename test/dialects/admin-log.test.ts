import { afterEach, expect, it, vi } from 'vitest'
import { openConsole } from '../support/console.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, signUp } from '../support/people.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('logs the pages of the console by their pattern, and nothing that was sent', async () => {
  const gatehouse = openGatehouse({ REQUEST_LOG: 'true' })
  const desk = openConsole(gatehouse)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const boss = await signUp(gatehouse, 'boss')
  const ada = await signUp(gatehouse, 'ada')
  await makeStaff(boss)
  await desk.signIn(boss)
  await desk.get(`/admin/people/${ada.id}`)
  await desk.post(`/admin/people/${ada.id}/disable`, { reason: 'Asked for it' })
  await desk.get('/admin/people?search=ada')
  await desk.get('/admin/nothing')
  const lines = log.mock.calls.map(([line]) => String(line))
  const logged = lines.map((line) => JSON.parse(line)).filter(({ api }) => api === 'console')
  expect(logged.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['POST', '/admin/sign-in', 303],
    ['GET', '/admin/people', 200],
    ['GET', '/admin/people/:id', 200],
    ['POST', '/admin/people/:id/disable', 303],
    ['GET', '/admin/people', 200],
    ['GET', '/admin/*', 404],
  ])
  const text = lines.join()
  for (const secret of [PASSWORD, desk.cookie().slice(10), desk.form(), 'Asked for it', 'search='])
    expect(text).not.toContain(secret)
})
