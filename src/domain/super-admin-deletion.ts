import type { B2bUser } from '../db/schema.ts'
import { getAccountFields } from './account-details.ts'
import { deleted } from './changes.ts'
import { refuse } from './errors.ts'
import { record, recordEach } from './outbox.ts'
import type { Writer } from './scope.ts'

/**
 * Deletes a super admin and their assignments. The customer stays.
 *
 * @throws super_admin_not_found
 */
export async function deleteSuperAdmin(writer: Writer, superAdminId: number): Promise<void> {
  const { db, storeId } = writer
  const fields = await getAccountFields(writer, await seal(writer, superAdminId))
  const ended = await db
    .deleteFrom('super_admin_company')
    .where('store_id', '=', storeId)
    .where('super_admin_id', '=', superAdminId)
    .returning(['company_id', 'assigned_at'])
    .execute()
  await db.deleteFrom('b2b_user').where('store_id', '=', storeId).where('id', '=', superAdminId).execute()
  await recordEach(
    writer,
    'super_admin.unassigned',
    ended
      .toSorted((a, b) => a.company_id - b.company_id)
      .map(({ company_id: companyId, assigned_at: assignedAt }) => ({
        payload: { superAdminId, companyId },
        change: deleted({ assignedAt }),
      })),
  )
  await record(writer, 'super_admin.deleted', { superAdminId }, deleted(fields))
}

/**
 * Locks the row also against transactions that insert assignments of this super admin, so that none is missed.
 */
async function seal({ db, storeId }: Writer, superAdminId: number): Promise<B2bUser> {
  const sealed = await db
    .selectFrom('b2b_user')
    .selectAll()
    .where('store_id', '=', storeId)
    .where('id', '=', superAdminId)
    .where('company_id', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return sealed ?? refuse({ code: 'super_admin_not_found', superAdminId })
}
