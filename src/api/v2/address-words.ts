import { Type } from 'typebox'
import type { Answer, Words } from '../failure.ts'
import { type Objections, objectionsIn, objectionsOf, words } from './words.ts'

/** How the creation of an address refuses: in an envelope of its own. */
export const creationWords: Words = {
  refused(refused) {
    if (refused.code === 'company_not_found') return words.refused(refused)
    return unprocessable(objectionsOf(refused))
  },
  invalid(issues, body) {
    if (issues.some(({ part }) => part === 'params')) return words.invalid(issues, body)
    return unprocessable(objectionsIn(issues))
  },
}

const meta = Type.Object({ message: Type.String() })

/** What such a refusal looks like. */
export const CreationRefusal = Type.Object({
  code: Type.Integer(),
  data: Type.Object({ errMsg: Type.Array(Type.Record(Type.String(), Type.String())) }),
  meta,
})

/** And the good answer. */
export const Creation = Type.Object({
  code: Type.Integer(),
  data: Type.Object({ addressId: Type.Integer() }),
  meta,
})

function unprocessable(objections: Objections): Answer {
  const errMsg = Object.entries(objections).map(([field, sentence]) => ({ [field]: sentence }))
  return { status: 422, body: { code: 422, data: { errMsg }, meta: { message: 'Parameter Error' } } }
}
