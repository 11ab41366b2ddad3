import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { runSetup } from '../../../src/cli/commands/setup/run-setup.ts'
import type { Answers, SetupRequest } from '../../../src/cli/commands/setup/setup-request.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const project = (name: string) => join(import.meta.dirname, 'projects', name)
const DEFAULT = readFileSync(join(projectRoot, 'gatehouse.config.ts'), 'utf8')

const run = async (
  request: Partial<SetupRequest>,
  {
    before = DEFAULT,
    agrees = undefined as boolean | undefined,
    answers = undefined as Answers | undefined,
  } = {},
) => {
  const file = join(temporaryFolder(), 'gatehouse.config.ts')
  writeFileSync(file, before)
  const printed: string[] = []
  const spies = (['log', 'error'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((text) => void printed.push(String(text))),
  )
  const ask = answers && (async () => answers)
  try {
    const code = await runSetup(
      { answers: {}, isMeant: false, ...request },
      { file, ask, confirm: async () => agrees },
    ).catch((error: Error) => error.message)
    return { code, text: readFileSync(file, 'utf8'), printed: printed.join('\n') }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

it('writes what the options say, and shows it', async () => {
  const answers: Answers = {
    backEnd: 'djoser',
    at: ['/api/auth'],
    loginField: 'email',
    usernames: false,
    ids: 'integer',
    fields: { first_name: { type: 'text', maxLength: 30, required: true } },
    frontEnd: 'https://app.example.com',
  }
  const { code, text, printed } = await run({ answers })
  expect(code).toBe(0)
  expect(printed).toContain(text)
  expect(text).toContain("import { defineConfig, text } from './src/configuration.ts'")
  expect(text).toContain("    djoser: { at: ['/api/auth'] },\n    users: false,")
  expect(text).toContain('    first_name: text({ maxLength: 30, required: true }),')
  expect(text).toContain("    FRONT_END_URL: 'https://app.example.com',")
})

it('checks the defaults of fields as the build does', async () => {
  const score = (given: unknown) => ({ score: { type: 'integer', default: given } }) as const
  const whole = await run({ answers: { backEnd: 'djoser', fields: score(0) } })
  expect(whole.code).toBe(0)
  expect(whole.text).toContain('    score: integer({ default: 0 }),')
  const broken = await run({ answers: { backEnd: 'djoser', fields: score('many') } })
  expect(broken.code).toBe(1)
  expect(broken.printed).toContain('fields.score has a default that is not one of its values')
})

it('turns the users API on with management', async () => {
  const { text } = await run({ answers: { backEnd: 'management' } })
  expect(text).toContain("    users: { at: ['/api/v1/users'] },\n    management: { at: ['/api/v1/users'] },")
})

it('writes what a person answers', async () => {
  const answers: Answers = {
    backEnd: 'express',
    at: ['/users'],
    loginField: 'either',
    usernames: true,
    ids: 'objectid',
    fields: {},
    frontEnd: '',
  }
  const { code, text } = await run({}, { answers })
  expect(code).toBe(0)
  expect(text).toContain("  ids: 'objectid',")
  expect(text).toContain("    express: { at: ['/users'] },")
})

it('writes second names of the Express back end, and of no other', async () => {
  const expressNames = { username: 'userName', fullName: 'fullname' }
  const { code, text } = await run({ answers: { backEnd: 'express', expressNames } })
  expect(code).toBe(0)
  expect(text).toContain("names: { username: 'userName', fullName: 'fullname' }")
  expect(await run({ answers: { backEnd: 'djoser', expressNames } })).toMatchObject({
    code: '--express-name is for --back-end express',
    text: DEFAULT,
  })
})

it('needs the back end where there is no terminal', async () => {
  const { code, text } = await run({})
  expect(code).toBe('There is no terminal to ask at. Name the back end: npm run setup -- --back-end djoser')
  expect(text).toBe(DEFAULT)
})

it('asks before it overwrites a configuration', async () => {
  const mine = DEFAULT.replace('{}', "{ loginField: 'email' }")
  const request = { answers: { backEnd: 'djoser' } } as const
  expect(await run(request, { before: mine })).toMatchObject({
    code: expect.stringContaining('To confirm, add --yes'),
    text: mine,
  })
  expect(await run(request, { before: mine, agrees: false })).toMatchObject({
    code: 'Nothing was changed',
    text: mine,
  })
  expect((await run(request, { before: mine, agrees: true })).code).toBe(0)
  expect((await run({ ...request, isMeant: true }, { before: mine })).code).toBe(0)
})

it('leaves a file alone that is like this already', async () => {
  const { text } = await run({ answers: { backEnd: 'djoser' } })
  expect(await run({ answers: { backEnd: 'djoser' } }, { before: text })).toMatchObject({
    code: 0,
    text,
    printed: expect.stringContaining('is like this already'),
  })
})

it('ends with 1 and the faults of what it wrote', async () => {
  const { code, printed } = await run({ answers: { backEnd: 'djoser', at: ['/account'] } })
  expect(code).toBe(1)
  expect(printed).toContain("apis.djoser.at: '/account' is taken")
})

it('shows what became of the settings of a Django project', async () => {
  const { printed, text } = await run({ fromDjango: project('profile-fields') })
  expect(printed).toMatch(/LOGOUT_ON_PASSWORD_CHANGE +True +→ the same setting/)
  expect(printed).toMatch(/To set by hand\S*\n +SITE_NAME +'Example Market' +→ SITE_NAME in wrangler.toml/)
  expect(text).toContain('phone: text({ maxLength: 20, required: true, unique: true }),')
})

it.each([
  [{ fromDjango: '/nowhere' }, 'There is no /nowhere'],
  [
    { fromDjango: '.', answers: { ids: 'integer' } as const },
    '--from-django answers every question: leave the other options out',
  ],
])('refuses %j', async (request, message) => {
  expect(await run(request)).toMatchObject({ code: message, text: DEFAULT })
})

it('writes a front end on this machine to .dev.vars, where nothing else says so', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'settings.py'), "DJOSER = {}\nDOMAIN = 'localhost:3000'\n")
  const file = join(folder, 'gatehouse.config.ts')
  const vars = join(folder, '.dev.vars')
  const setUp = () =>
    runSetup(
      { answers: {}, isMeant: true, fromDjango: folder },
      { file, ask: undefined, confirm: async () => undefined },
    )
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    await setUp()
    const written =
      "# Written by `npm run setup`, for development only.\nFRONT_END_URL='http://localhost:3000'\n"
    expect(readFileSync(vars, 'utf8')).toBe(written)
    writeFileSync(vars, 'FRONT_END_URL=http://localhost:5173\n')
    await setUp()
    expect(readFileSync(vars, 'utf8')).toBe('FRONT_END_URL=http://localhost:5173\n')
  } finally {
    log.mockRestore()
    complaints.mockRestore()
  }
})
