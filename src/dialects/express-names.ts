/** Second names of the endpoints, which the template of this back end and its relatives gave them (decision 24). */
export const secondNames: Record<string, string> = {
  'refresh-token': 'refreshToken',
  'change-password': 'changePassword',
  'current-user': 'getUser',
  'get-current-user': 'getUser',
  profile: 'getUser',
  'update-account': 'updateProfile',
  'update-account-details': 'updateProfile',
  'edit-account': 'updateProfile',
  avatar: 'updateAvatar',
  'update-avatar': 'updateAvatar',
  'update-user-avatar': 'updateAvatar',
  'cover-image': 'updateCoverImg',
  'update-cover': 'updateCoverImg',
  'update-cover-image': 'updateCoverImg',
  'update-user-cover-image': 'updateCoverImg',
}
