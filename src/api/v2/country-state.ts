import { Type } from 'typebox'
import { getCountry, getState } from '../../domain/places.ts'
import type { Words } from '../failure.ts'
import { Text } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { read } from '../read.ts'
import { refusal, Success, success } from './envelope.ts'
import { words } from './words.ts'

const placeWords: Partial<Words> = {
  refused(refused) {
    if (refused.code !== 'place_unknown') return words.refused(refused)
    const noun = refused.field.startsWith('country') ? 'Country' : 'State'
    return refusal(404, 404, 'Not Found Error', { errMsg: `${noun} Does not Exist` })
  },
}

const convert = read({
  method: 'GET',
  url: '/addresses/country_state',
  summary: 'Convert Country State',
  query: Type.Object({
    country: { ...Text, default: 'US' },
    state: Type.Optional(Text),
    /** Has no effect: the answer has codes and names, and `country` and `state` may be either. */
    search_type: Type.Optional(Type.Enum(['code', 'name'], { type: 'string' })),
  }),
  reply: Success(
    Type.Object({
      countryCode: Type.String(),
      countryName: Type.String(),
      stateCode: Type.String(),
      stateName: Type.String(),
    }),
  ),
  words: placeWords,
  async handle(_reader, { query }) {
    const country = getCountry(query.country, 'either')
    const state = query.state ? getState(country, query.state, 'either') : { code: '', name: '' }
    const place = { countryCode: country.code, countryName: country.name }
    return success({ ...place, stateCode: state.code, stateName: state.name }, 'SUCCESS')
  },
})

export const countryState: Operation[] = [convert]
