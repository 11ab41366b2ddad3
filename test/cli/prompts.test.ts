import { expect, it } from 'vitest'
import { requireConfirmation } from '../../src/cli/confirmation.ts'
import { runProgram } from '../../src/cli/wrangler/run-wrangler.ts'

const never = async () => {
  throw new Error('Nobody is to be asked')
}

it('asks nothing with --yes, and goes on when the operator agrees', async () => {
  await expect(requireConfirmation(true, 'It hurts.', never)).resolves.toBeUndefined()
  await expect(requireConfirmation(false, 'It hurts.', async () => true)).resolves.toBeUndefined()
})

it.each([
  ['the operator declines', false, 'Nothing was changed'],
  ['there is no terminal', undefined, 'It hurts.\n  To confirm, add --yes'],
])('refuses when %s', async (_, answer, message) => {
  await expect(requireConfirmation(false, 'It hurts.', async () => answer)).rejects.toMatchObject({
    name: 'Refused',
    message,
  })
})

it.each([
  ['two lines', 'Vq7-mountain Kestrel \nmore\n', 'Vq7-mountain Kestrel '],
  ['a line of Windows', 'secret\r\n', 'secret'],
  ['no line end', 'secret', 'secret'],
  ['nothing', '', ''],
])('reads the password from a pipe with %s, and prints nothing of its own', async (_, input, password) => {
  const source = `
    const { askPassword, askToConfirm } = await import('./src/cli/prompts.ts')
    console.log(JSON.stringify([await askPassword(), await askToConfirm('It hurts.')]))`
  const lines: string[] = []
  const code = await runProgram(
    ['--input-type=module', '--eval', source],
    new AbortController().signal,
    (line) => lines.push(line),
    input,
  )
  expect({ code, lines }).toEqual({
    code: 0,
    lines: [JSON.stringify([password, null])],
  })
})
