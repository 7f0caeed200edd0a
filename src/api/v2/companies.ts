import { Type } from 'typebox'
import { getCompanyOfCustomer } from '../../domain/companies.ts'
import { updateCompany } from '../../domain/company-changes.ts'
import { convertCustomerGroup } from '../../domain/company-conversion.ts'
import { deleteCompany } from '../../domain/company-deletion.ts'
import { getCompanyRecord } from '../../domain/company-records.ts'
import type { Words } from '../failure.ts'
import { Id } from '../fields.ts'
import { deletion } from '../file-operations.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { ChangedCompany, GroupCompany, toChanges, toConvertedCompany } from './company-bodies.ts'
import { BasicInfo, CompanySummary, toBasicInfo, toSummary } from './company-records.ts'
import { Success, success } from './envelope.ts'
import { objectionsOf, valueError, words } from './words.ts'

const CompanyParams = Type.Object({ companyId: Id })
const CompanyId = Success(Type.Object({ companyId: Type.String() }))

const getBasicInfo = read({
  method: 'GET',
  url: '/companies/:companyId/basic-info',
  summary: 'Get Company Basic Info',
  single: true,
  params: CompanyParams,
  reply: Success(BasicInfo),
  async handle(reader, { params }) {
    return success(toBasicInfo(await getCompanyRecord(reader, params.companyId)), 'SUCCESS')
  },
})

const updateBasicInfo = write({
  method: 'PUT',
  url: '/companies/:companyId/basic-info',
  summary: 'Update Company Basic Info',
  params: CompanyParams,
  body: ChangedCompany,
  reply: CompanyId,
  async handle(writer, { params, body }) {
    await updateCompany(writer, params.companyId, toChanges(body))
    return success({ companyId: String(params.companyId) }, 'Success')
  },
})

const forceDelete = deletion({
  method: 'DELETE',
  url: '/companies/:companyId/force-del',
  summary: 'Force Delete a Company',
  params: CompanyParams,
  reply: CompanyId,
  async handle(writer, { params }) {
    const attachmentIds = await deleteCompany(writer, params.companyId)
    return { reply: success({ companyId: String(params.companyId) }, 'Success'), attachmentIds }
  },
})

const conversionWords: Partial<Words> = {
  refused(refused) {
    if (refused.code !== 'email_taken') return words.refused(refused)
    const { email, ...others } = objectionsOf(refused)
    return valueError({ ...others, adminEmail: String(email) })
  },
}

const convert = write({
  method: 'POST',
  url: '/companies/convert-from-customer-group',
  summary: 'Convert a Customer Group to a Company',
  body: GroupCompany,
  reply: CompanyId,
  words: conversionWords,
  async handle(writer, { body }) {
    const groupId = Number(body.customerGroupId)
    const companyId = await convertCustomerGroup(writer, groupId, toConvertedCompany(body))
    return success({ companyId: String(companyId) }, 'Success')
  },
})

const getOfCustomer = read({
  method: 'GET',
  url: '/users/:customerId/companies',
  summary: 'Get Company by Customer ID',
  single: true,
  params: Type.Object({ customerId: Id }),
  reply: Success(CompanySummary),
  async handle(reader, { params }) {
    return success(toSummary(await getCompanyOfCustomer(reader, params.customerId)), 'SUCCESS')
  },
})

export const companies: Operation[] = [getBasicInfo, updateBasicInfo, forceDelete, convert, getOfCustomer]
