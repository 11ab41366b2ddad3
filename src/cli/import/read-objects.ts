import { parseExact } from '../../account/imported/exact-json.ts'
import { Refused } from '../refused.ts'
import { readText } from './read-text.ts'

const [QUOTE, COMMA, OPEN, BACKSLASH, CLOSE, BEGIN, END] = [34, 44, 91, 92, 93, 123, 125]

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13)

/**
 * Splits text into the texts of its objects: those of one array, or one after another, as lines or not. Keeps no more
 * than the object that has begun.
 */
class ObjectSplitter {
  count = 0
  #path: string
  #begun = ''
  #depth = 0
  #isInString = false
  #isEscaped = false
  #isArray = false
  #isOver = false

  constructor(path: string) {
    this.#path = path
  }

  /** The objects that end in this piece of the text. */
  push(text: string): string[] {
    const whole: string[] = []
    let start = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#isInString) this.#passString(code)
      else if (this.#depth === 0) {
        this.#passBetween(code)
        start = at
      } else if (code === QUOTE) this.#isInString = true
      else if (code === BEGIN || code === OPEN) this.#depth++
      else if ((code === END || code === CLOSE) && --this.#depth === 0) {
        whole.push(this.#begun + text.slice(start, at + 1))
        this.#begun = ''
      }
    }
    if (this.#depth > 0) this.#begun += text.slice(start)
    return whole
  }

  /** Throws Refused if the text may not end here. */
  end() {
    if (this.#depth > 0) throw this.#refusal(`The file ends within record ${this.count}`)
    if (this.#isArray && !this.#isOver) {
      throw this.#refusal(`The file ends after record ${this.count}, without the ] of its array`)
    }
  }

  #passString(code: number) {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isInString = false
  }

  #passBetween(code: number) {
    if (isBlank(code)) return
    if (this.#isOver) throw this.#refusal(`Something comes after the array, after record ${this.count}`)
    if (code === BEGIN) {
      this.count++
      this.#depth = 1
    } else if (code === OPEN && this.count === 0 && !this.#isArray) this.#isArray = true
    else if (code === CLOSE && this.#isArray) this.#isOver = true
    else if (code !== COMMA || !this.#isArray) {
      throw this.#refusal(`Record ${this.count + 1} is no JSON object`)
    }
  }

  #refusal = (what: string) => new Refused(`${this.#path}: ${what}`)
}

/**
 * The objects of a JSON file: of an array, or of lines. Long numbers become text. Throws Refused naming the record for
 * what is no JSON, and for a file that ends too early.
 */
export async function* readObjects(path: string): AsyncGenerator<Record<string, unknown>> {
  const splitter = new ObjectSplitter(path)
  let record = 0
  for await (const text of readText(path)) {
    for (const object of splitter.push(text)) {
      record++
      try {
        yield parseExact(object) as Record<string, unknown>
      } catch (error) {
        // The message of the parser would show a part of the record.
        if (error instanceof SyntaxError) throw new Refused(`${path}: Record ${record} is no JSON`)
        throw error
      }
    }
  }
  splitter.end()
}
