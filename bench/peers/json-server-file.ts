import { type Amounts, CREATED, companyOf } from '../amounts.ts'
import { capitalized, companyWord, firstName, lastName, padded } from '../data/names.ts'

/** The people of the store as json-server's single file; each user has the form in which Roster lists one. */
export function jsonServerFile(amounts: Amounts): string {
  const users = Array.from({ length: amounts.users }, (_, index) => userOf(index + 1, amounts))
  const salesStaffs = Array.from({ length: amounts.salesStaff }, (_, index) => salesPersonOf(index + 1))
  return JSON.stringify({ users, salesStaffs, assignments: [{ id: 1, salesStaffId: 1, companyId: 2 }] })
}

function userOf(id: number, amounts: Amounts) {
  const companyId = companyOf(id, amounts)
  return {
    id,
    firstName: capitalized(firstName(id)),
    lastName: capitalized(lastName(id)),
    email: `${firstName(id)}.${lastName(id)}@${companyWord(companyId)}.example`,
    phoneNumber: `555-${padded(id)}`,
    role: 2,
    companyRoleId: 3,
    companyRoleName: 'Junior Buyer',
    uuid: '',
    companyId,
    customerId: id,
    createdAt: CREATED,
    updatedAt: CREATED + id,
    channelList: [{ channelId: 1, channelName: 'Storefront', iconUrl: '' }],
    extraFields: [{ fieldName: 'Cost centre', fieldValue: `CC-${1000 + ((id * 7919) % 9000)}` }],
  }
}

function salesPersonOf(id: number) {
  return {
    id,
    name: `Rita Rep ${padded(id)}`,
    email: `Rep${padded(id)}@merchant.example`,
    phoneNumber: `555-${padded(id)}`,
    createdAt: CREATED,
    updatedAt: CREATED + id,
  }
}
