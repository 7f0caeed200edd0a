import { Type } from 'typebox'
import { addPeople } from '../../domain/people.ts'
import type { Person } from '../../domain/user-records.ts'
import { entryReader } from '../entries.ts'
import { Id } from '../fields.ts'
import { write } from '../operation.ts'
import { Success, success } from './envelope.ts'
import { NewUser, toNewPerson, welcome } from './user-bodies.ts'
import { toUserRole } from './user-records.ts'
import { errMsgOf, type Objections, objectionsIn, objectionsOf } from './words.ts'

/** More complete entries than a body of the largest size can hold. */
const MOST_AT_ONCE = 10_000

const readEntry = entryReader(NewUser)

export const bulkCreate = write({
  method: 'POST',
  url: '/companies/:companyId/users/bulk_create',
  summary: 'Bulk Create Company Users',
  params: Type.Object({ companyId: Id }),
  // Any entry passes here, because one that is not right must not stop the others.
  body: Type.Object({
    users: Type.Array(Type.Union([NewUser, Type.Unknown()]), { maxItems: MOST_AT_ONCE }),
    ...welcome,
  }),
  reply: Success(
    Type.Object({
      successfulItems: Type.Array(
        Type.Object({
          customerId: Type.Integer(),
          email: Type.String(),
          firstName: Type.String(),
          lastName: Type.String(),
          phone: Type.String(),
          userRole: Type.Integer(),
        }),
      ),
      failedItems: Type.Array(
        Type.Object(
          { errMsg: Type.String() },
          { additionalProperties: true, description: 'The entry as it was sent, and why it was refused.' },
        ),
      ),
    }),
  ),
  async handle(writer, { params, body }) {
    const objections = new Map<number, Objections>()
    const people = body.users.flatMap((entry, place) => {
      const reading = readEntry(entry)
      if ('value' in reading) return [{ ...toNewPerson(reading.value), place }]
      objections.set(place, objectionsIn(reading.issues))
      return []
    })
    const outcomes = await addPeople(writer, params.companyId, people)
    for (const outcome of outcomes) {
      if ('refusal' in outcome) objections.set(outcome.input.place, objectionsOf(outcome.refusal))
    }
    const successfulItems = outcomes.flatMap((outcome) =>
      'value' in outcome ? [toSuccessfulItem(outcome.value)] : [],
    )
    const failedItems = body.users.flatMap((entry, place) => {
      const refused = objections.get(place)
      return refused ? [toFailedItem(entry, refused)] : []
    })
    return success({ successfulItems, failedItems }, 'Success')
  },
})

function toSuccessfulItem(person: Person) {
  return {
    customerId: person.customer_id,
    email: person.email,
    firstName: person.first_name,
    lastName: person.last_name,
    phone: person.phone,
    userRole: toUserRole(person),
  }
}

function toFailedItem(entry: unknown, objections: Objections) {
  const sent = typeof entry === 'object' && !Array.isArray(entry) ? entry : {}
  return { ...sent, errMsg: errMsgOf(objections) }
}
