/** What columns are called by which people sign in where they have no usernames, the likeliest first. */
const LOGIN_NAMES = [
  ...['login', 'login_name', 'login_id', 'user', 'user_id', 'handle', 'nickname', 'identifier'],
  ...['phone', 'phone_number', 'phone_no', 'mobile', 'mobile_number', 'mobile_phone', 'mobile_no'],
  ...['cell_phone', 'cell', 'contact_number', 'telephone', 'tel'],
  ...['employee_id', 'employee_number', 'employee_no', 'employee_code', 'staff_id', 'staff_number'],
  ...['student_id', 'student_number', 'member_id', 'member_number', 'membership_number'],
  ...['customer_number', 'personnel_number', 'badge', 'badge_number', 'national_id', 'id_number'],
].map((name) => name.replaceAll('_', ''))

/** How likely it is, by its name, that people sign in by a column: 0 for the likeliest. Undefined if it is not. */
export const loginRank = (column: string): number | undefined => {
  const at = LOGIN_NAMES.indexOf(column.replaceAll('_', '').toLowerCase())
  return at < 0 ? undefined : at
}

export const isLoginName = (column: string): boolean => loginRank(column) !== undefined

/** For the person at the terminal. `others`: columns that it could be as well. */
export const usernameNotes = (column: string | undefined, others: string[]): string[] => {
  const isPlain = column === 'username'
  if (others.length === 0 && (isPlain || column === undefined)) return []
  const what = isPlain
    ? 'The column username has the usernames'
    : column === undefined
      ? 'Usernames are made of the addresses'
      : `People sign in there by ${column}: its value becomes the username`
  if (others.length === 0) return [what]
  return [`${what}. If they sign in by ${others.join(' or ')}, add --username-field ${others[0]}`]
}
