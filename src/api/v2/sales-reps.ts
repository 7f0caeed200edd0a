import { Type } from 'typebox'
import {
  type AssignmentRecord,
  listAssignments,
  listSuperAdminNames,
} from '../../domain/super-admin-assignment-records.ts'
import { setSuperAdminsOfCompany } from '../../domain/super-admin-assignments.ts'
import { ChannelList, toChannelList } from '../channel-list.ts'
import { AnyId, Id, paging, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'
import { SUPER_ADMIN } from './user-records.ts'

const MOST = 250
/** More than look after any company, and few enough for one statement. */
const MOST_AT_ONCE = 10_000

const url = '/companies/:companyId/sales-reps'
const CompanyParams = Type.Object({ companyId: Id })

const listOfCompany = read({
  method: 'GET',
  url,
  summary: 'Get Company Sales Reps',
  single: true,
  params: CompanyParams,
  reply: Success(
    Type.Array(Type.Object({ id: Type.String(), firstName: Type.String(), lastName: Type.String() })),
  ),
  async handle(reader, { params }) {
    const rows = await listSuperAdminNames(reader, params.companyId)
    const items = rows.map(({ id, first_name, last_name }) => ({
      id: String(id),
      firstName: first_name,
      lastName: last_name,
    }))
    return success(items, 'SUCCESS')
  },
})

const replaceOfCompany = write({
  method: 'PUT',
  url,
  summary: 'Update Company Sales Reps',
  params: CompanyParams,
  body: Type.Object({
    salesReps: Type.Array(Type.Object({ id: AnyId }), { maxItems: MOST_AT_ONCE }),
  }),
  reply: Success(Type.Object({ companyId: Type.String() })),
  async handle(writer, { params, body }) {
    const superAdminIds = body.salesReps.map(({ id }) => Number(id))
    await setSuperAdminsOfCompany(writer, params.companyId, superAdminIds)
    return success({ companyId: String(params.companyId) }, 'Success')
  },
})

const listAll = read({
  method: 'GET',
  url: '/sales-reps/companies',
  summary: 'Get Sales Reps and Their Companies',
  query: Type.Object({
    ...paging,
    groupBy: Type.Integer({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: '0: what belongs to a company stands together; 1: what belongs to a sales rep',
    }),
    orderBy: Type.Integer({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: '0: last modified first; 1: last modified last',
    }),
  }),
  reply: List(
    Type.Object({
      companyId: Type.String(),
      companyName: Type.String(),
      companyEmail: Type.String(),
      city: Type.String(),
      state: Type.String(),
      country: Type.String(),
      zipCode: Type.String(),
      catalogId: Type.String(),
      salesRepCount: Type.String(),
      salesRepId: Type.String(),
      email: Type.String(),
      firstName: Type.String(),
      lastName: Type.String(),
      role: Type.String(),
      companyCount: Type.String(),
      channelList: ChannelList,
    }),
  ),
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const groupBy = query.groupBy === 0 ? 'company' : 'super_admin'
    const order = query.orderBy === 0 ? 'desc' : 'asc'
    const { rows, total } = await listAssignments(reader, { groupBy, order }, page)
    return list(rows.map(toReply), total, page)
  },
})

export const salesReps: Operation[] = [listOfCompany, replaceOfCompany, listAll]

function toReply(assignment: AssignmentRecord) {
  return {
    companyId: String(assignment.company_id),
    companyName: assignment.company_name,
    companyEmail: assignment.company_email,
    city: assignment.city,
    state: assignment.state,
    country: assignment.country,
    zipCode: assignment.zip_code,
    catalogId: String(assignment.price_list_id ?? ''),
    salesRepCount: String(assignment.superAdminCount),
    salesRepId: String(assignment.super_admin_id),
    email: assignment.email,
    firstName: assignment.first_name,
    lastName: assignment.last_name,
    role: String(SUPER_ADMIN),
    companyCount: String(assignment.companyCount),
    channelList: toChannelList(assignment.channels),
  }
}
