import { type Static, Type } from 'typebox'
import { type ConvertedCompany, convertCustomerGroup } from '../../domain/company-conversion.ts'
import { companyPlace, placeOf } from '../company-place.ts'
import type { Words } from '../failure.ts'
import { Id, IdText } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { NewCompany } from './company-body.ts'
import { companyWords } from './company-words.ts'
import { refusal, Success, success } from './envelope.ts'

const {
  companyName,
  companyPhone,
  companyEmail,
  country,
  adminEmail,
  adminFirstName,
  adminLastName,
  acceptCreationEmail,
  extraFields,
  userExtraFields,
} = NewCompany.properties

/** The company that a group becomes. Of several bad keys, a refusal names the first in this order. */
const GroupCompany = Type.Object({
  companyName,
  companyPhone,
  companyEmail,
  country,
  adminEmail,
  adminPhoneNumber: Type.String({ minLength: 1, maxLength: 100 }),
  adminFirstName: Type.Optional(adminFirstName),
  adminLastName: Type.Optional(adminLastName),
  ...companyPlace,
  catalogId: Type.Optional(Type.Union([Id, IdText])),
  acceptCreationEmail,
  extraFields,
  userExtraFields,
})

const words: Words = {
  ...companyWords,
  refused(refused) {
    switch (refused.code) {
      case 'customer_group_not_found':
        return refusal(404, 'This resource is not found.')
      case 'customer_group_in_use':
        return refusal(400, 'The customer group belongs to a company already.', {
          companyId: refused.companyId,
        })
      default:
        return companyWords.refused(refused)
    }
  },
}

const convert = write({
  method: 'POST',
  url: '/customer-groups/:customerGroupId/companies',
  summary: 'Convert Customer Group to Company',
  params: Type.Object({ customerGroupId: Id }),
  body: GroupCompany,
  reply: Success(Type.Object({ companyId: Type.Integer() })),
  words,
  async handle(writer, { params, body }) {
    const companyId = await convertCustomerGroup(writer, params.customerGroupId, toConvertedCompany(body))
    return success({ companyId }, 'SUCCESS')
  },
})

export const customerGroups: Operation[] = [convert]

function toConvertedCompany(body: Static<typeof GroupCompany>): ConvertedCompany {
  return {
    name: body.companyName,
    email: body.companyEmail,
    phone: body.companyPhone,
    ...placeOf(body),
    country: body.country,
    priceListId: body.catalogId === undefined ? undefined : Number(body.catalogId),
    extraFields: body.extraFields,
    admin: {
      email: body.adminEmail,
      firstName: body.adminFirstName,
      lastName: body.adminLastName,
      phone: body.adminPhoneNumber,
      extraFields: body.userExtraFields,
    },
  }
}
