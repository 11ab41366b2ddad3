/**
 * Cases that no test holds, each with one line: why it does not apply here, which decision settles it in another way, or
 * why a machine cannot try it here.
 */
export const NOT_HERE: Record<string, string> = {
  'REG-09':
    'Decision 17: Django’s fourth rule refuses what is digits alone, however long (account/password-policy).',
  'REG-13': 'Decision 3: no name is reserved. Addresses such as /auth/users/me/ are never looked up by name.',
  'REG-16':
    'No API knows an Idempotency-Key: none of the originals does. Sent twice, the second finds the name taken (REG-11).',
  'REG-18':
    'Decision 4: an address is unique, and a taken one is named as the originals name it. The limit on registrations bounds the asking (ENU-04).',
  'REG-21': 'There is no setting that closes registration.',
  'LOG-15': 'Decision 4: an address belongs to one account at most, proved or not (REG-11).',
  'LOG-17':
    'No email tells of a sign-in: the owner sees them in the list of sessions and in the events of the account.',
  'HSH-08':
    'No hash of another system is imported: a stored string that is not our own opens nothing (HSH-10).',
  'HSH-09':
    'No hash of another system is imported: a stored string that is not our own opens nothing (HSH-10).',
  'PWC-03':
    'All originals take the same password again, and so do the APIs (dialects/every-new-password); other sessions end all the same.',
  'PRO-10':
    'A profile has no ETag, in none of the originals. Columns that are not sent are not written (PRO-09).',
  'PRO-12':
    'There is no such option: djoser’s API asks for the password at every deletion, that of the management API deletes without.',
  'IMG-29':
    'Replacing one’s own picture has no limit of its own: uploads wait for their turn, and one picture of each kind is kept (account/picture).',
  'INP-23':
    'No API takes a list, and no statement has a parameter for each of many rows: what is cleared away is chosen by a subquery (ports/delete-some.ts).',
  'INP-30':
    'Decision 3: scripts may mix, so that a look-alike in another script is another name (input/texts).',
  'ENU-03':
    'Decision 4: an address is unique, and a taken one is named as the originals name it. The limit on registrations bounds the asking (ENU-04).',
  'ENU-09':
    'Not automated: a clock on a shared machine tells less than the work, which is counted and equal (ENU-08).',
  'BRU-18':
    'Not automated: how slow a client may be is decided by Cloudflare’s edge, which the local runtime has not; the turn of a slow upload ends after a minute (account/pictures/upload-queue.ts).',
  'LOD-08':
    'Not automated: start-up time is measured by Cloudflare at an upload (`npx wrangler check startup`). That nothing is awaited at module scope is tested (house).',
  'LOD-09':
    'Not automated: an hour is too long for a test. That every table is cleared of what is old is tested (REV-16, BRU-16).',
  'MFA-56': 'Decision 65: there is no such email. The owner sees code_needed among the events.',
}
