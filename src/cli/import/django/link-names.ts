const LINK = /^(user|owner|account|customer|member|person)(_ptr)?(_id)?$|_id$/

/** Whether a column may refer to another table, by its name, in a source that does not say. */
export const isLinkName = (column: string): boolean => LINK.test(column)

/** The columns that may refer to the people of a table such as `users_user`, the likeliest first. */
export const personLinks = (columns: string[], userTable: string): string[] => {
  const model = userTable.slice(userTable.lastIndexOf('_') + 1)
  const names = ['user', model, 'owner', 'account', 'customer', 'member', 'person']
  const wanted = [...names, ...names.map((name) => `${name}_ptr`)].flatMap((name) => [`${name}_id`, name])
  return wanted.filter((name, at) => columns.includes(name) && wanted.indexOf(name) === at)
}
