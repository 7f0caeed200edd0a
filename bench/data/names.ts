const CONSONANTS = 'bcdfghjklmnpqrstvwxz'
const VOWELS = 'aeiou'
const SYLLABLES = CONSONANTS.length * VOWELS.length

/** No two people share one, so that who looks for it finds one person, whatever the size of the store. */
export function lastName(userId: number): string {
  return word(2 * scattered(userId, 67_867_967), 4)
}

/** Many people share one. */
export function firstName(userId: number): string {
  return word(scattered(userId % 500, 7_919), 2)
}

/** The first word of a company's name; no two companies share one, and it is nobody's last name. */
export function companyWord(companyId: number): string {
  return word(2 * scattered(companyId, 49_979_687) + 1, 4)
}

/** What the bookkeeping calls a company; no two share one. */
export function customerNumber(companyId: number): string {
  return `K${String(scattered(companyId, 32_452_843)).padStart(8, '0')}`
}

/** Of one width, so that replies hardly differ in size. */
export function padded(id: number): string {
  return String(id).padStart(7, '0')
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Another number for every id under 50,000,000: neighbours end far from each other. `step` shares no factor with 10. */
function scattered(id: number, step: number): number {
  return Number((BigInt(id) * BigInt(step)) % 50_000_000n)
}

/** Letters in as many different threes as those of real names, not digits, of which any three are frequent. */
function word(number: number, syllables: number): string {
  let rest = number
  let letters = ''
  for (let nth = 0; nth < syllables; nth += 1) {
    const syllable = rest % SYLLABLES
    letters +=
      CONSONANTS.charAt(Math.floor(syllable / VOWELS.length)) + VOWELS.charAt(syllable % VOWELS.length)
    rest = Math.floor(rest / SYLLABLES)
  }
  return letters
}
