import { Type } from 'typebox'
import { explainAccess } from '../../domain/access.ts'
import { listCompanyViewers } from '../../domain/company-access.ts'
import { handOver } from '../../domain/sales-staff-assignments.ts'
import { Id, Text } from '../fields.ts'
import { type Operation, read, write } from '../operation.ts'
import { Success, success } from './envelope.ts'

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

const listViewers = read({
  method: 'GET',
  url: '/companies/:companyId/access',
  summary: 'List Who Can See a Company',
  params: Type.Object({ companyId: Id }),
  reply: Success(
    Type.Array(
      Type.Object({
        kind: Type.String(),
        id: Type.Integer(),
        name: Type.String(),
        email: Type.String(),
        because: Type.String(),
        companyId: Type.Union([Type.Integer(), Type.Null()]),
        roleName: Type.Union([Type.String(), Type.Null()]),
      }),
    ),
  ),
  async handle(reader, { params }) {
    return success(await listCompanyViewers(reader, params.companyId))
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

export const access: Operation[] = [explain, listViewers, moveBook]
