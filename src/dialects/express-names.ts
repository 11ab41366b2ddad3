/** Second names of the endpoints, which the template of this back end and its relatives gave them (decision 24). */
export const secondNames: Record<string, string> = {
  'refresh-token': 'refreshToken',
  'change-password': 'changePassword',
  'current-user': 'getUser',
  'update-account': 'updateProfile',
  avatar: 'updateAvatar',
  'update-avatar': 'updateAvatar',
  'cover-image': 'updateCoverImg',
  'update-cover-image': 'updateCoverImg',
}
