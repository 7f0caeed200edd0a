import { created, deleted } from './changes.ts'
import { assertCompanies } from './companies.ts'
import { refuse } from './errors.ts'
import { allInOrder } from './in-order.ts'
import { type Occurrence, recordEach } from './outbox.ts'
import {
  assign,
  type Ended,
  listBook,
  lockSalesStaff,
  touch,
  unassign,
  unassignAll,
} from './sales-staff-assignment-rows.ts'
import type { Writer } from './scope.ts'

export interface AssignmentChange {
  companyId: number
  /** True gives the company to this person, false takes it away; asking for what already is changes nothing. */
  assigned: boolean
}

/**
 * Changes which companies a sales person looks after, all or none. Companies that are not named stay as they are; of
 * one that is named twice the last change stands.
 *
 * @throws sales_staff_not_found, company_not_found
 */
export async function changeAssignments(
  writer: Writer,
  salesStaffId: number,
  changes: readonly AssignmentChange[],
): Promise<void> {
  const wanted = new Map(changes.map(({ companyId, assigned }) => [companyId, assigned]))
  const companyIds = [...wanted.keys()]
  const toAssign = companyIds.filter((id) => wanted.get(id))
  const toUnassign = companyIds.filter((id) => !wanted.get(id))
  // Sent together; the engines run them in this order.
  const [, begun, ended] = await allInOrder([
    lockSalesStaff(writer, salesStaffId),
    assign(writer, salesStaffId, toAssign),
    unassign(writer, salesStaffId, toUnassign),
  ])
  // A company whose assignment changed is there; only the others have to be looked for.
  const changed = new Set([...begun, ...ended.map(({ companyId }) => companyId)])
  await assertCompanies(
    writer,
    companyIds.filter((id) => !changed.has(id)),
  )
  if (changed.size === 0) return
  await allInOrder([
    touch(writer, salesStaffId),
    recordEach(writer, 'sales_staff.assigned', toBegun(writer, salesStaffId, begun)),
    recordEach(writer, 'sales_staff.unassigned', ended.map(toEnded)),
  ])
}

/**
 * Moves companies that one sales person looks after to another: those that are named, or all of them. A company that
 * the other has already stays theirs. Answers the companies that were moved.
 *
 * @throws sales_staff_not_found, company_not_assigned
 */
export async function handOver(
  writer: Writer,
  fromId: number,
  toId: number,
  companyIds?: readonly number[],
): Promise<number[]> {
  // In one order, so that two handovers in opposite directions cannot deadlock.
  for (const salesStaffId of [fromId, toId].toSorted((a, b) => a - b))
    await lockSalesStaff(writer, salesStaffId)
  const book = await listBook(writer, fromId)
  const missing = companyIds?.find((companyId) => !book.includes(companyId))
  if (missing !== undefined)
    refuse({ code: 'company_not_assigned', companyId: missing, salesStaffId: fromId })
  const moving = book.filter((companyId) => companyIds?.includes(companyId) ?? true)
  if (moving.length === 0 || fromId === toId) return []
  const ended = await unassign(writer, fromId, moving)
  const begun = await assign(writer, toId, moving)
  await touch(writer, fromId)
  await touch(writer, toId)
  await recordEach(writer, 'sales_staff.unassigned', ended.map(toEnded))
  await recordEach(writer, 'sales_staff.assigned', toBegun(writer, toId, begun))
  return moving
}

/** Ends all assignments of these people. Safe only while their rows are locked. */
export async function endAssignmentsOf(writer: Writer, salesStaffIds: readonly number[]): Promise<void> {
  if (salesStaffIds.length === 0) return
  const ended = await unassignAll(writer, salesStaffIds)
  await recordEach(writer, 'sales_staff.unassigned', ended.map(toEnded))
}

function toEnded({ assignedAt, ...payload }: Ended): Occurrence<'sales_staff.unassigned'> {
  return { payload, change: deleted({ assignedAt }) }
}

function toBegun(
  { now }: Writer,
  salesStaffId: number,
  companyIds: readonly number[],
): Occurrence<'sales_staff.assigned'>[] {
  const change = created({ assignedAt: now })
  return companyIds.map((companyId) => ({ payload: { salesStaffId, companyId }, change }))
}
