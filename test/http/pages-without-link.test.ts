import { expect, it } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'

const gatehouse = openGatehouse()
const WHAT_TO_DO = 'Open the link in the email that we sent you, or enter the code from it here.'

const leadOf = async (path: string) =>
  /<h1>.*?<\/h1>\s*<p>(.*?)<\/p>/s.exec(await (await gatehouse.request(path)).text())?.[1]

it.each([
  ['/activate', `${WHAT_TO_DO} Click the button, and your account is ready to use.`],
  ['/email/confirm', `${WHAT_TO_DO} Then we know that our emails reach you.`],
  ['/password/reset', `It replaces your old password and signs you out on all devices. ${WHAT_TO_DO}`],
  ['/username/reset', `It replaces your old username. Your password stays the same. ${WHAT_TO_DO}`],
])('%s says what to do where no link has led to it', async (path, lead) => {
  expect(await leadOf(path)).toBe(lead)
})
