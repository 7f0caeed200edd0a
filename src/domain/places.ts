import {
  type Country,
  findCountryByCode,
  findCountryByName,
  findStateByCode,
  findStateByName,
  isNamed,
  listStates,
  type State,
} from './countries.ts'
import { refuse } from './errors.ts'

/** A country and the state in it, each by code and name; a state is empty where there is none. */
export interface Place {
  countryCode: string
  countryName: string
  stateCode: string
  stateName: string
}

/** A place as a body names it; an empty text names nothing. */
export type SaidPlace = { [P in keyof Place]?: string | undefined }

/** Whether a text is a code, a name, or either of them. */
export type By = 'code' | 'name' | 'either'

/** The countries in which an address needs a state. */
const STATE_REQUIRED = new Set('AR AT AU BR CA CL DE ID IE IN IT JP MM MX MY NZ US'.split(' '))

/** @throws place_unknown */
export function getCountry(text: string, by: By): Country {
  const byCode = by === 'name' ? undefined : findCountryByCode(text)
  const byName = by === 'code' ? undefined : findCountryByName(text)
  const field = by === 'code' ? 'countryCode' : 'countryName'
  return byCode ?? byName ?? refuse({ code: 'place_unknown', field, value: text })
}

/** @throws place_unknown */
export function getState(country: Country, text: string, by: By): State {
  const byCode = by === 'name' ? undefined : findStateByCode(country, text)
  const byName = by === 'code' ? undefined : findStateByName(country, text)
  const field = by === 'code' ? 'stateCode' : 'stateName'
  return byCode ?? byName ?? refuse({ code: 'place_unknown', field, value: text })
}

/**
 * The place that codes, names or both name.
 *
 * @throws place_required, place_unknown, place_contradictory
 */
export function toPlace(said: SaidPlace): Place {
  const country = toCountry(said)
  return { countryCode: country.code, countryName: country.name, ...toState(country, said) }
}

/**
 * What `said` changes of a place. A new country without a state leaves none.
 *
 * @throws place_required, place_unknown, place_contradictory
 */
export function movePlace(current: Place, said: SaidPlace): Partial<Place> {
  const { countryCode, countryName, stateCode, stateName } = said
  const saysCountry = countryCode !== undefined || countryName !== undefined
  const saysState = stateCode !== undefined || stateName !== undefined
  if (!saysCountry && !saysState) return {}
  const country = saysCountry ? toCountry(said) : toCountry({ countryCode: current.countryCode })
  if (!saysState && country.code === current.countryCode) return {}
  return { countryCode: country.code, countryName: country.name, ...toState(country, said) }
}

function toCountry({ countryCode, countryName }: SaidPlace): Country {
  const byCode = countryCode ? getCountry(countryCode, 'code') : undefined
  const byName = countryName ? getCountry(countryName, 'name') : undefined
  if (byCode && byName && byCode !== byName) refuse({ code: 'place_contradictory', field: 'countryName' })
  return byCode ?? byName ?? refuse({ code: 'place_required', field: 'countryName' })
}

function toState(
  country: Country,
  { stateCode = '', stateName = '' }: SaidPlace,
): Pick<Place, 'stateCode' | 'stateName'> {
  if (!stateCode && !stateName) {
    if (STATE_REQUIRED.has(country.code)) refuse({ code: 'place_required', field: 'stateName' })
    return { stateCode: '', stateName: '' }
  }
  if (listStates(country).length === 0) return { stateCode: stateCode.toUpperCase(), stateName }
  const state = stateCode ? getState(country, stateCode, 'code') : getState(country, stateName, 'name')
  // Compared with the name of this state, because two states may have the same name.
  if (stateName && !isNamed(state, stateName)) refuse({ code: 'place_contradictory', field: 'stateName' })
  return { stateCode: state.code, stateName: state.name }
}
