/** What pages and emails have of the team that runs them, besides its name, `SITE_NAME`. */
export type Brand = {
  /** A picture in the folder `brand/` of the repository: `brand/logo.svg`, or a PNG. Pages show it before the name. */
  logo?: string
  /** The colour of links and buttons as `#rrggbb`, on light and on dark paper. The build checks their contrast. */
  accent?: { light: string; dark: string }
  /** An email address for people who need help. */
  support?: string
  /** Where "Back to the app" leads: an address such as `https://app.example.com/`. Without it `FRONT_END_URL`, if set. */
  app?: string
  /** Other addresses that `?next=` may name instead, each in full. Everything else is ignored. */
  returnTo?: readonly string[]
}
