import type { Page } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { canLogIn, codeIn, linkIn, post, register, waitForEmail } from './support/api.ts'
import { complaintsOf, openPage, READERS, SOON } from './support/browser.ts'
import { headingOf, press, readField } from './support/forms.ts'

const origin = inject('origin')
const NEXT = 'Rt5-harbour-Cormorant'
const FORM = `${origin}/password/reset`

const askForEmail = async () => {
  const person = await register(origin)
  await post(origin, '/auth/users/reset_password/', { email: person.email })
  return { person, message: await waitForEmail(origin, person.email, '/password/reset') }
}

const fieldsOf = (page: Page) => ({
  address: page.getByLabel('The email address we wrote to'),
  code: page.getByLabel('The code in the email'),
  password: page.getByLabel('New password'),
})

const fill = async (page: Page, address: string, code: string) => {
  const fields = fieldsOf(page)
  await fields.address.fill(address)
  await fields.code.fill(code)
  await fields.password.fill(NEXT)
  await press(page, 'Set password')
}

const wrongFor = (code: string) => (code.startsWith('0') ? '1' : '0') + code.slice(1)
const typed = (value: string) => ({ value, problems: [], isInvalid: false, hasFocus: false })

describe.each(READERS)('who reads the email on another device, %s,', (_, look) => {
  it('types its code in small letters and with a blank', async () => {
    const { person, message } = await askForEmail()
    const page = await openPage(look)
    await page.goto(FORM)
    const code = codeIn(message).toLowerCase()
    await fill(page, person.email, `${code.slice(0, 4)} ${code.slice(4)}`)
    expect([page.url(), await headingOf(page)]).toEqual([`${FORM}/done`, 'Your password is set'])
    expect(await canLogIn(origin, 'express', { ...person, password: NEXT })).toBe(true)
    expect(complaintsOf(page)).toEqual([])
  })

  it('is told beside the code that it is wrong, and need not type the rest again', async () => {
    const { person, message } = await askForEmail()
    const wrong = wrongFor(codeIn(message))
    const page = await openPage(look)
    await page.goto(FORM)
    await fill(page, person.email, wrong)

    const { address, code, password } = fieldsOf(page)
    const problems = ['This code is wrong or no longer works.']
    await expect
      .poll(() => readField(code), SOON)
      .toEqual({ value: wrong, problems, isInvalid: true, hasFocus: true })
    expect(await readField(address)).toEqual(typed(person.email))
    expect(await readField(password)).toEqual(typed(''))
    expect(page.url()).toBe(FORM)

    await code.fill(codeIn(message))
    await password.fill(NEXT)
    await press(page, 'Set password')
    expect(await headingOf(page)).toBe('Your password is set')
    expect(complaintsOf(page)).toEqual([])
  })

  it('finds the link of the email dead once its code was used', async () => {
    const { person, message } = await askForEmail()
    const page = await openPage(look)
    await page.goto(FORM)
    await fill(page, person.email, codeIn(message))
    await page.goto(linkIn(message).href)
    expect(await headingOf(page)).toBe('This link no longer works')
    expect(complaintsOf(page)).toEqual([])
  })
})
