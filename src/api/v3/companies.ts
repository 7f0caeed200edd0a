import { type Static, Type } from 'typebox'
import { setCatalog, updateCompany } from '../../domain/company-changes.ts'
import { createCompanyWithAdmin } from '../../domain/company-creation.ts'
import { deleteCompany } from '../../domain/company-deletion.ts'
import { type CompanyFilter, getCompanyRecord, listCompanies } from '../../domain/company-records.ts'
import { Id, IdText, Nothing, paging, Seconds, Switch, Text, toPage } from '../fields.ts'
import { deletion } from '../file-operations.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { ChangedCompany, NewCompany, toChanges, toNewCompany } from './company-body.ts'
import { CompanyReply, toReply } from './company-record.ts'
import { companyWords as words } from './company-words.ts'
import { List, list, Success, success } from './envelope.ts'
import { OrderBy, toOrder } from './order.ts'

const MOST = 250

const CompanyParams = Type.Object({ companyId: Id })
const CompanyId = Success(Type.Object({ companyId: Type.Integer() }))

const CompanyQuery = Type.Object({
  ...paging,
  sortBy: Type.Enum(['updatedAt', 'companyName'], { type: 'string', default: 'updatedAt' }),
  orderBy: OrderBy,
  isIncludeExtraFields: Type.Optional(Switch),
  companyStatus: Type.Optional(Type.Integer({ minimum: 0, maximum: 3 })),
  q: Type.Optional(Text),
  /** `name:value`; all of them have to match. */
  extraFields: Type.Optional(Type.Array(Type.String({ pattern: '^[^:]+:[\\s\\S]' }), { maxItems: 20 })),
  extraFieldFilterType: Type.Enum(['search', 'exact-match'], { type: 'string', default: 'search' }),
  bcGroupId: Type.Optional(Id),
  customerId: Type.Optional(Id),
  bcOrderId: Type.Optional(Id),
  orderId: Type.Optional(Text),
  minModified: Type.Optional(Seconds),
  maxModified: Type.Optional(Seconds),
  minCreated: Type.Optional(Seconds),
  maxCreated: Type.Optional(Seconds),
})

const listAll = read({
  method: 'GET',
  url: '/companies',
  summary: 'Get All Companies',
  query: CompanyQuery,
  reply: List(CompanyReply),
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const extraFields = query.isIncludeExtraFields === '1'
    const { rows, total } = await listCompanies(reader, toFilter(query), { extraFields }, page)
    return list(
      rows.map((company) => toReply(company, { extraFields })),
      total,
      page,
      'SUCCESS',
    )
  },
})

const createOne = write({
  method: 'POST',
  url: '/companies',
  summary: 'Create a Company',
  body: NewCompany,
  reply: Success(
    Type.Object({ companyId: Type.Integer(), customerId: Type.Integer(), customerGroupId: Type.Integer() }),
  ),
  words,
  async handle(writer, { body }) {
    const { companyId, customerId, customerGroupId } = await createCompanyWithAdmin(
      writer,
      toNewCompany(body),
    )
    return success({ companyId, customerId, customerGroupId }, 'SUCCESS')
  },
})

const getOne = read({
  method: 'GET',
  url: '/companies/:companyId',
  summary: 'Get Company Details',
  params: CompanyParams,
  reply: Success(CompanyReply),
  words,
  async handle(reader, { params }) {
    const company = await getCompanyRecord(reader, params.companyId)
    return success(toReply(company, { extraFields: true }), 'SUCCESS')
  },
})

const updateOne = write({
  method: 'PUT',
  url: '/companies/:companyId',
  summary: 'Update a Company',
  params: CompanyParams,
  body: ChangedCompany,
  reply: CompanyId,
  words,
  async handle(writer, { params: { companyId }, body }) {
    await updateCompany(writer, companyId, toChanges(body))
    return success({ companyId }, 'SUCCESS')
  },
})

const deleteOne = deletion({
  method: 'DELETE',
  url: '/companies/:companyId',
  summary: 'Delete a Company',
  params: CompanyParams,
  reply: Success(Nothing),
  words,
  async handle(writer, { params }) {
    const attachmentIds = await deleteCompany(writer, params.companyId)
    return { reply: success({}, 'SUCCESS'), attachmentIds }
  },
})

const updateStatus = write({
  method: 'PUT',
  url: '/companies/:companyId/status',
  summary: 'Update Company Status',
  params: CompanyParams,
  body: Type.Object({ companyStatus: Type.Integer({ minimum: 0, maximum: 3 }) }),
  reply: CompanyId,
  words,
  async handle(writer, { params: { companyId }, body }) {
    await updateCompany(writer, companyId, { status: body.companyStatus })
    return success({ companyId }, 'SUCCESS')
  },
})

const updateCatalog = write({
  method: 'PUT',
  url: '/companies/:companyId/catalogs',
  summary: 'Update Company Catalog',
  params: CompanyParams,
  body: Type.Object({ catalogId: IdText }),
  reply: CompanyId,
  words,
  async handle(writer, { params: { companyId }, body }) {
    await setCatalog(writer, companyId, Number(body.catalogId))
    return success({ companyId }, 'SUCCESS')
  },
})

export const companies: Operation[] = [
  listAll,
  createOne,
  getOne,
  updateOne,
  deleteOne,
  updateStatus,
  updateCatalog,
]

function toFilter(query: Static<typeof CompanyQuery>): CompanyFilter {
  const exact = query.extraFieldFilterType === 'exact-match'
  return {
    q: query.q,
    status: query.companyStatus,
    customerGroupId: query.bcGroupId,
    customerId: query.customerId,
    // Roster keeps no orders, so no company has the one that is asked for.
    none: query.bcOrderId !== undefined || query.orderId !== undefined,
    extraFields: query.extraFields?.map((text) => {
      const colon = text.indexOf(':')
      return { fieldName: text.slice(0, colon), value: text.slice(colon + 1), exact }
    }),
    minCreated: query.minCreated,
    maxCreated: query.maxCreated,
    minModified: query.minModified,
    maxModified: query.maxModified,
    sortBy: query.sortBy === 'companyName' ? 'name' : 'updated_at',
    order: toOrder(query.orderBy),
  }
}
