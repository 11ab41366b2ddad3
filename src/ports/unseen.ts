/** Signs that move the cursor of a terminal, break a line, or turn the text around them: nobody sees them. */
const UNSEEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu

export const hasUnseen = (text: string): boolean => text.search(UNSEEN) !== -1

/** The text with something else in the place of each. */
export const replaceUnseen = (text: string, by = '\ufffd'): string => text.replace(UNSEEN, by)
