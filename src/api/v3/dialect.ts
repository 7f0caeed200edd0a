import type { FastifyPluginAsync } from 'fastify'
import { mount } from '../mount.ts'
import type { Context } from '../operation.ts'
import { Refusal, refusal } from './envelope.ts'
import { salesStaffs } from './sales-staffs.ts'
import { superAdminAssignments } from './super-admin-assignments.ts'
import { superAdmins } from './super-admins.ts'
import { words } from './words.ts'

/** V3: the current API. */
export function v3(context: Context): FastifyPluginAsync {
  return async (app) => {
    const failed = (status: number, message: string) => refusal(status, message).body
    const operations = [...salesStaffs, ...superAdmins, ...superAdminAssignments]
    mount(app, context, { tag: 'V3', ...words, failed, refusal: Refusal }, operations)
  }
}
