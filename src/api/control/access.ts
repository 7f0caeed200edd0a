import { Type } from 'typebox'
import { explainAccess } from '../../domain/access.ts'
import { listCompanyViewers, type ViewerKey, viewerKey, viewersAfter } from '../../domain/company-access.ts'
import { listCompanyViewersAt } from '../../domain/company-access-history.ts'
import { handOver } from '../../domain/sales-staff-assignments.ts'
import { listAssignmentsOf } from '../../domain/sales-staff-history.ts'
import { Id, Seconds, Text } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { read } from '../read.ts'
import { cursor, List, list, Nullable, Success, success } from './envelope.ts'

const explain = read({
  method: 'GET',
  url: '/access/explain',
  summary: 'Explain Access',
  query: Type.Object({ userId: Id, companyId: Id, permission: Text }),
  reply: Success(
    Type.Object({
      allowed: Type.Boolean(),
      reasons: Type.Array(
        Type.Object({ check: Type.String(), passed: Type.Boolean(), detail: Type.String() }),
      ),
    }),
  ),
  async handle(reader, { query: { userId, companyId, permission } }) {
    const { allowed, reasons } = await explainAccess(reader, userId, companyId, permission)
    return success({ allowed, reasons })
  },
})

// Three kinds of people, each with ids of its own.
const AfterViewer = Type.Unsafe<ViewerKey>({
  type: 'string',
  pattern: '^(user|super_admin|sales_staff):\\d{1,15}$',
})

const listViewers = read({
  method: 'GET',
  url: '/companies/:companyId/access',
  summary: 'List Who Can See a Company',
  params: Type.Object({ companyId: Id }),
  query: Type.Object({ limit: cursor.limit, after: Type.Optional(AfterViewer), at: Type.Optional(Seconds) }),
  reply: Type.Object({
    data: Type.Array(
      Type.Object({
        kind: Type.String(),
        id: Type.Integer(),
        name: Type.String(),
        email: Type.String(),
        because: Type.String(),
        companyId: Nullable(Type.Integer()),
        roleName: Nullable(Type.String()),
      }),
    ),
    meta: Type.Object({ limit: Type.Integer(), next: Nullable(Type.String()) }),
  }),
  async handle(reader, { params: { companyId }, query: { limit, after, at } }) {
    const viewers =
      at === undefined
        ? await listCompanyViewers(reader, companyId)
        : await listCompanyViewersAt(reader, companyId, at)
    const data = viewersAfter(viewers, { limit, after })
    const last = data.length === limit ? data.at(-1) : undefined
    return { data, meta: { limit, next: last ? viewerKey(last) : null } }
  },
})

const listAssignments = read({
  method: 'GET',
  url: '/sales-staff/:salesStaffId/assignments',
  summary: "List a Sales Person's Companies",
  params: Type.Object({ salesStaffId: Id }),
  query: Type.Object({ ...cursor, at: Type.Optional(Seconds) }),
  reply: List(Type.Object({ id: Type.Integer(), assignedAt: Type.Integer() })),
  async handle(reader, { params, query }) {
    return list(await listAssignmentsOf(reader, params.salesStaffId, query.at, query), query.limit)
  },
})

const moveBook = write({
  method: 'POST',
  url: '/sales-staff/:salesStaffId/handover',
  summary: 'Hand Over Companies',
  params: Type.Object({ salesStaffId: Id }),
  body: Type.Object({ toSalesStaffId: Id, companyIds: Type.Optional(Type.Array(Id)) }),
  reply: Success(Type.Object({ companyIds: Type.Array(Type.Integer()) })),
  async handle(writer, { params, body: { toSalesStaffId, companyIds } }) {
    return success({ companyIds: await handOver(writer, params.salesStaffId, toSalesStaffId, companyIds) })
  },
})

export const access: Operation[] = [explain, listViewers, listAssignments, moveBook]
