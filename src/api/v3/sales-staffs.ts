import { Type } from 'typebox'
import { getSalesStaff, listAssignedCompanies, listSalesStaff } from '../../domain/sales-staff.ts'
import { changeAssignments } from '../../domain/sales-staff-assignments.ts'
import type { Words } from '../failure.ts'
import { Id, Nothing, paging, Seconds, toPage } from '../fields.ts'
import { fieldOf, type Issue } from '../invalid.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { sentence } from '../sentences.ts'
import { List, list, Success, success } from './envelope.ts'
import { OrderBy, toOrder } from './order.ts'
import { parameterError, wrongBody } from './words.ts'

const MOST = 250

const SalesStaffParams = Type.Object({ salesStaffId: Id })

const words: Partial<Words> = {
  refused(refused) {
    if (refused.code === 'company_not_found') return parameterError('Company does not exist.')
    return parameterError('Sales staff does not exist.')
  },
  // One sentence and not a map of fields; it calls the body's fields by older names.
  invalid: (issues) => parameterError(wrongBody(issues) ?? firstSentence(issues)),
}

const listAll = read({
  method: 'GET',
  url: '/sales-staffs',
  summary: 'Get Sales Staff',
  query: Type.Object({
    ...paging,
    sortBy: Type.Enum(['updated_at', 'email'], { type: 'string', default: 'updated_at' }),
    orderBy: OrderBy,
    companyId: Type.Optional(Id),
    minModified: Type.Optional(Seconds),
  }),
  reply: List(
    Type.Object({
      id: Type.Integer(),
      email: Type.String(),
      salesRepName: Type.String(),
      roleName: Type.String(),
      companyCount: Type.Integer(),
    }),
  ),
  words,
  async handle(reader, { query }) {
    const page = toPage(query, MOST)
    const order = toOrder(query.orderBy)
    const { rows, total } = await listSalesStaff(reader, { ...query, order }, page)
    const items = rows.map((person) => ({
      id: person.id,
      email: person.email,
      salesRepName: person.name,
      roleName: person.role_name,
      companyCount: person.company_count,
    }))
    return list(items, total, page, 'SUCCESS')
  },
})

const getOne = read({
  method: 'GET',
  url: '/sales-staffs/:salesStaffId',
  summary: 'Get a Sales Staff',
  params: SalesStaffParams,
  reply: Success(
    Type.Object({
      id: Type.Integer(),
      name: Type.String(),
      email: Type.String(),
      phoneNumber: Type.String(),
      assignedCompanies: Type.Array(
        Type.Object({
          id: Type.Integer(),
          bcId: Type.String(),
          companyName: Type.String(),
          bcGroupName: Type.String(),
          assignedAt: Type.Integer(),
        }),
      ),
    }),
  ),
  words,
  async handle(reader, { params }) {
    const person = await getSalesStaff(reader, params.salesStaffId)
    const companies = await listAssignedCompanies(reader, person.id)
    const { id, name, email, phone } = person
    const assignedCompanies = companies.map((company) => ({
      id: company.id,
      bcId: String(company.customer_group_id ?? ''),
      companyName: company.name,
      bcGroupName: company.customer_group_name ?? '',
      assignedAt: company.assigned_at,
    }))
    return success({ id, name, email, phoneNumber: phone, assignedCompanies }, 'SUCCESS')
  },
})

const updateAssignments = write({
  method: 'PUT',
  url: '/sales-staffs/:salesStaffId',
  summary: 'Update Sales Staff Assignments',
  params: SalesStaffParams,
  body: Type.Array(Type.Object({ companyId: Id, assignStatus: Type.Boolean() })),
  reply: Success(Nothing),
  words,
  async handle(writer, { params, body }) {
    const changes = body.map(({ companyId, assignStatus }) => ({ companyId, assigned: assignStatus }))
    await changeAssignments(writer, params.salesStaffId, changes)
    return success({}, 'SUCCESS')
  },
})

export const salesStaffs: Operation[] = [listAll, getOne, updateAssignments]

const bodyNames: Record<string, string> = { companyId: 'company_id', assignStatus: 'assign_status' }

function firstSentence([issue]: readonly Issue[]): string {
  if (!issue) return 'Invalid data.'
  const field = fieldOf(issue)
  // The vendor's service names no field for a wrong boolean, as it does for other types.
  if (field === undefined || issue.expected === 'boolean') return sentence(issue)
  const name = issue.part === 'body' ? (bodyNames[field] ?? field) : field
  return `${name}: ${sentence(issue)}${issue.problem === 'required' ? '.' : ''}`
}
