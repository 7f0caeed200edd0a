import { Type } from 'typebox'
import {
  listCompaniesOfSuperAdmin,
  listCompaniesWithSuperAdmins,
} from '../../domain/super-admin-assignment-records.ts'
import {
  changeCompaniesOfSuperAdmin,
  changeSuperAdminsOfCompany,
} from '../../domain/super-admin-assignments.ts'
import { Id, Nothing, paging, toPage } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { List, list, Success, success } from './envelope.ts'
import { OrderBy, toOrder } from './order.ts'
import { assignmentWords, superAdminWords } from './super-admin-words.ts'

const MOST = 200

const SuperAdminParams = Type.Object({ superAdminId: Id })

const listCompanies = read({
  method: 'GET',
  url: '/super-admins/companies',
  summary: 'Get Companies with Super Admins',
  query: Type.Object({
    ...paging,
    orderBy: OrderBy,
  }),
  reply: List(
    Type.Object({
      companyId: Type.Integer(),
      companyName: Type.String(),
      companyEmail: Type.String(),
      description: Type.String(),
      addressLine1: Type.String(),
      addressLine2: Type.String(),
      city: Type.String(),
      state: Type.String(),
      country: Type.String(),
      zipCode: Type.String(),
      catalogId: Type.Union([Type.String(), Type.Null()]),
      superAdminCount: Type.Integer(),
    }),
  ),
  words: superAdminWords,
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const { rows, total } = await listCompaniesWithSuperAdmins(reader, toOrder(query.orderBy), page)
    const items = rows.map((company) => ({
      companyId: company.id,
      companyName: company.name,
      companyEmail: company.email,
      description: company.description,
      addressLine1: company.address_line1,
      addressLine2: company.address_line2,
      city: company.city,
      state: company.state,
      country: company.country,
      zipCode: company.zip_code,
      catalogId: company.price_list_id === null ? null : String(company.price_list_id),
      superAdminCount: company.super_admin_count,
    }))
    return list(items, total, page, 'Success')
  },
})

const listCompaniesOfOne = read({
  method: 'GET',
  url: '/super-admins/:superAdminId/companies',
  summary: "Get a Super Admin's Companies",
  params: SuperAdminParams,
  query: Type.Object(paging),
  reply: List(
    Type.Object({ companyId: Type.Integer(), companyName: Type.String(), companyEmail: Type.String() }),
  ),
  words: superAdminWords,
  async handle(reader, { params, query }) {
    const page = toPage(query, MOST)
    const { rows, total } = await listCompaniesOfSuperAdmin(reader, params.superAdminId, page)
    const items = rows.map(({ id, name, email }) => ({
      companyId: id,
      companyName: name,
      companyEmail: email,
    }))
    return list(items, total, page, 'Success')
  },
})

const updateCompaniesOfOne = write({
  method: 'PUT',
  url: '/super-admins/:superAdminId',
  summary: "Update a Super Admin's Companies",
  params: SuperAdminParams,
  body: Type.Object({
    companies: Type.Array(Type.Object({ companyId: Id, isAssigned: Type.Boolean() })),
  }),
  reply: Success(Nothing),
  words: assignmentWords,
  async handle(writer, { params, body }) {
    const changes = body.companies.map(({ companyId, isAssigned }) => ({ companyId, assigned: isAssigned }))
    await changeCompaniesOfSuperAdmin(writer, params.superAdminId, changes)
    return success({}, 'Success')
  },
})

const updateSuperAdminsOfCompany = write({
  method: 'PUT',
  url: '/companies/:companyId/super-admins',
  summary: "Update a Company's Super Admins",
  params: Type.Object({ companyId: Id }),
  body: Type.Object({
    superAdmins: Type.Array(Type.Object({ superAdminId: Id, isAssigned: Type.Boolean() })),
  }),
  reply: Success(Nothing),
  words: assignmentWords,
  async handle(writer, { params, body }) {
    const changes = body.superAdmins.map(({ superAdminId, isAssigned }) => ({
      superAdminId,
      assigned: isAssigned,
    }))
    await changeSuperAdminsOfCompany(writer, params.companyId, changes)
    return success({}, 'Success')
  },
})

export const superAdminAssignments: Operation[] = [
  listCompanies,
  listCompaniesOfOne,
  updateCompaniesOfOne,
  updateSuperAdminsOfCompany,
]
