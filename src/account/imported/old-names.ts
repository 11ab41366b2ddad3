import { replaceUnseen } from '../../ports/unseen.ts'
import { PersonName } from '../words.ts'

const LONGEST_NAME = 150

/** A given or family name as it would be stored: without what the rule of names refuses. */
const personName = (text: string): string => {
  const seen = [...replaceUnseen(text.replaceAll(/\p{Cs}/gu, ' '), ' ').trim()]
  return PersonName.safeParse(seen.slice(0, LONGEST_NAME).join('')).data ?? ''
}

/** First and last name. The first word of a full name is the first name, as in the Express API. */
export const namesOf = (person: {
  firstName: string
  lastName: string
  fullName: string
}): [string, string] => {
  const { firstName, lastName, fullName } = person
  if (firstName !== '' || lastName !== '') return [personName(firstName), personName(lastName)]
  const [first = '', ...rest] = fullName.trim().split(/\s+/)
  return [personName(first), personName(rest.join(' '))]
}
