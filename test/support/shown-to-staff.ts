import { MORNING } from './gatehouse.ts'
import type { SignedUp } from './people.ts'

/** Somebody as the account API shows them to staff. */
export const shown = ({ id, username, email }: SignedUp, more = {}) => ({
  id,
  username,
  email,
  first_name: '',
  last_name: '',
  is_active: true,
  awaits_activation: false,
  is_staff: false,
  email_verified_at: null,
  created_at: new Date(MORNING).toISOString(),
  updated_at: new Date(MORNING).toISOString(),
  ...more,
})
