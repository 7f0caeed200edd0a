import { iso31661, iso31662 } from 'iso-3166'

export interface Country {
  /** ISO 3166-1, two capital letters. */
  code: string
  name: string
}

export interface State {
  /** The part of the ISO 3166-2 code that follows the country's. */
  code: string
  name: string
}

/** Finds a country by its two-letter code, in any case. */
export function findCountryByCode(code: string): Country | undefined {
  return world().byCode.get(code.trim().toUpperCase())
}

/** Finds a country by its English name, the everyday one or that of ISO, without regard to case and accents. */
export function findCountryByName(name: string): Country | undefined {
  return world().byName.get(nameKey(name))
}

/** The states, provinces or whatever a country calls them, by their codes; empty for a country that has none. */
export function listStates({ code }: Country): readonly State[] {
  return world().states.get(code) ?? []
}

/** Finds a state by its code, in any case. */
export function findStateByCode(country: Country, code: string): State | undefined {
  const wanted = code.trim().toUpperCase()
  return listStates(country).find((state) => state.code === wanted)
}

/** Finds a state by its name, without regard to case and accents; of two with one name, the first by code. */
export function findStateByName(country: Country, name: string): State | undefined {
  return listStates(country).find((state) => isNamed(state, name))
}

/** Tells whether a state goes by this name, without regard to case and accents. */
export function isNamed(state: State, name: string): boolean {
  return nameKey(state.name) === nameKey(name)
}

/** Made at first use: reading the English names takes longer than all the rest of a start. */
const world = once(() => {
  const english = new Intl.DisplayNames('en', { type: 'region' })
  const byCode = new Map<string, Country>()
  const byName = new Map<string, Country>()
  for (const { alpha2: code, name: isoName } of iso31661) {
    const country = { code, name: english.of(code) ?? isoName }
    byCode.set(code, country)
    byName.set(nameKey(isoName), country).set(nameKey(country.name), country)
  }
  const states = new Map<string, State[]>()
  for (const { code, name } of iso31662) {
    const [countryCode = '', ...rest] = code.split('-')
    const state = { code: rest.join('-'), name }
    const known = states.get(countryCode)
    if (known) known.push(state)
    else states.set(countryCode, [state])
  }
  return { byCode, byName, states }
})

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function nameKey(name: string): string {
  return name.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
