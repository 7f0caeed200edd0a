import { Type } from 'typebox'
import { deleteSuperAdmin } from '../../domain/super-admin-deletion.ts'
import { Id } from '../fields.ts'
import { type Operation, write } from '../operation.ts'
import { Deleted, deleted } from './envelope.ts'

const deleteOne = write({
  method: 'DELETE',
  url: '/super-admins/:superAdminId',
  summary: 'Delete a Super Admin',
  params: Type.Object({ superAdminId: Id }),
  reply: Deleted,
  async handle(writer, { params }) {
    await deleteSuperAdmin(writer, params.superAdminId)
    return deleted(params.superAdminId)
  },
})

export const superAdmins: Operation[] = [deleteOne]
