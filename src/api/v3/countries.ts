import { Type } from 'typebox'
import { type By, getCountry, getState } from '../../domain/places.ts'
import type { Words } from '../failure.ts'
import { Name, Text } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { read } from '../read.ts'
import { refusal, Success, success } from './envelope.ts'
import { words as v3Words } from './words.ts'

const search = {
  /** 0: `q` is a name, 1: a code. */
  searchType: Type.Enum([0, 1], { type: 'integer', default: 0 }),
  q: Name,
}

const words: Words = {
  refused(refused) {
    if (refused.code === 'place_unknown') return refusal(404, 'This resource is not found.')
    return v3Words.refused(refused)
  },
  invalid: v3Words.invalid,
}

const getOneCountry = read({
  method: 'GET',
  url: '/countries',
  summary: 'Get a Country',
  query: Type.Object(search),
  reply: Success(Type.Object({ countryCode: Type.String(), countryName: Type.String() })),
  words,
  async handle(_reader, { query }) {
    const { code, name } = getCountry(query.q, toBy(query.searchType))
    return success({ countryCode: code, countryName: name }, 'Success')
  },
})

const getOneState = read({
  method: 'GET',
  url: '/states',
  summary: 'Get a State',
  query: Type.Object({ ...search, country: { ...Text, default: 'US' } }),
  reply: Success(Type.Object({ stateCode: Type.String(), stateName: Type.String() })),
  words,
  async handle(_reader, { query }) {
    // The reference writes its default as `US / United States`, and clients send it so.
    const [named = ''] = query.country.split(' / ')
    const country = getCountry(named, 'either')
    const { code, name } = getState(country, query.q, toBy(query.searchType))
    return success({ stateCode: code, stateName: name }, 'Success')
  },
})

export const countries: Operation[] = [getOneCountry, getOneState]

function toBy(searchType: 0 | 1): By {
  return searchType === 0 ? 'name' : 'code'
}
