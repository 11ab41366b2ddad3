import { expect, it } from 'vitest'
import { readFlag, readOldId } from '../../../src/account/imported/old-values.ts'
import { isSecret, pictureOf, readPicture } from '../../../src/cli/import/values.ts'

it.each([
  [true, true],
  [1, true],
  ['t', true],
  ['TRUE', true],
  ['1', true],
  [false, false],
  ['0', false],
  ['f', false],
  ['False', false],
  ['', undefined],
  [null, undefined],
  ['maybe', undefined],
])('reads %j as the boolean %s', (value, flag) => {
  expect(readFlag(value)).toBe(flag)
})

it.each([
  ['42', '42', 'integer'],
  ['1a2b3c4d5e6f40718293a4b5c6d7e8f9', '1a2b3c4d-5e6f-4071-8293-a4b5c6d7e8f9', 'uuid'],
  ['1A2B3C4D-5E6F-4071-8293-A4B5C6D7E8F9', '1a2b3c4d-5e6f-4071-8293-a4b5c6d7e8f9', 'uuid'],
  ['12345678901234567890123456789012', '12345678-9012-3456-7890-123456789012', 'uuid'],
  ['697fe90036ab6edcc59afd76', '697fe90036ab6edcc59afd76', 'objectid'],
  ['-3', '-3', 'integer'],
  ['7231488801234567890', '7231488801234567890', 'integer'],
  ['usr_1A', 'usr_1A', 'text'],
])('reads the id %s', (stored, oldId, idKind) => {
  expect(readOldId(stored)).toEqual({ oldId, idKind })
})

it.each([
  ['profile_pics/ada.png', 'profile_pics/ada.png'],
  ['profile_pics/default_x7Yz12a.jpg', 'profile_pics/default_x7Yz12a.jpg'],
  ['default.jpg', undefined],
  ['profile_pics/default.PNG', undefined],
  ['default_profile_pic.jpg', undefined],
  ['', undefined],
  [null, undefined],
])('reads the picture %j', (value, path) => {
  expect(readPicture(value)).toBe(path)
})

it('knows pictures and secrets by the names of their columns', () => {
  expect(
    ['avatar', 'Avatar', 'image', 'profile_pic', 'coverImage', 'CoverImg', 'bio'].map(pictureOf),
  ).toEqual([...Array(4).fill('avatar'), 'cover', 'cover', undefined])
  expect(['otp', 'otp_secret', 'resetPasswordToken', 'api_key', 'pin_hash'].filter(isSecret)).toHaveLength(5)
  expect(['bio', 'hotpot', 'phone', 'keywords'].filter(isSecret)).toEqual([])
})
