import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { anExtraField, aSalesPerson, aSuperAdmin } from '../builders.ts'
import type { CompanyKey, Shelf } from './companies.ts'
import { channels, type View } from './dialects.ts'

const fieldNames = ['Rating', 'Region']

/** The groups and price lists that companies may be given, and the people who see the companies. */
export async function arrangeShelf(
  writer: Writer,
): Promise<Shelf & { superAdminId: number; salesStaffId: number }> {
  for (const fieldName of fieldNames) await anExtraField(writer, { fieldName })
  const groups = new Map<number, string>()
  const priceLists = new Map<number, string>()
  for (const name of ['Gold', 'Silver']) {
    groups.set(await createCustomerGroup(writer, { name, priceListId: null }), name)
    priceLists.set(await createPriceList(writer, `${name} prices`), `${name} prices`)
  }
  const { id: superAdminId } = await aSuperAdmin(writer)
  return { groups, priceLists, superAdminId, salesStaffId: await aSalesPerson(writer) }
}

/** Assigns the people to the company, because some operations show it only then. */
export async function assignEverybody(
  writer: Writer,
  companyId: number,
  { superAdminId, salesStaffId }: { superAdminId: number; salesStaffId: number },
): Promise<void> {
  await changeCompaniesOfSuperAdmin(writer, superAdminId, [{ companyId, assigned: true }])
  await changeAssignments(writer, salesStaffId, [{ companyId, assigned: true }])
}

/** What is shown of a company that was written like this. */
export function shownCompany({ companyId, written }: CompanyKey, { groups, priceLists }: Shelf): View {
  const { customerGroupId = 0, catalogId = 0, priceListAssign = [], extraFields = [], ...own } = written
  const empty = {
    addressLine1: '',
    addressLine2: '',
    city: '',
    state: '',
    zipCode: '',
    uuid: '',
    description: '',
  }
  return {
    ...empty,
    companyStatus: 1,
    ...own,
    companyId,
    bcGroupId: customerGroupId,
    bcGroupName: groups.get(customerGroupId) ?? '',
    catalogId,
    catalogName: priceLists.get(catalogId) ?? '',
    priceListAssign: channels.flatMap(({ channelId, channelName }) =>
      priceListAssign
        .filter((one) => one.channelId === channelId)
        .map(({ priceListId }) => ({
          channelId,
          channelName,
          priceListId,
          priceListName: priceLists.get(priceListId),
        })),
    ),
    extraFields: fieldNames.flatMap((name) =>
      extraFields
        .filter(({ fieldName }) => fieldName === name)
        .map((field) => ({ ...field, labelName: name, isRequired: '0', dataType: '0' })),
    ),
  }
}
