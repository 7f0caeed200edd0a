import { createCustomerGroup } from '../../src/domain/customer-groups.ts'
import { sendTest } from '../../src/domain/deliveries.ts'
import { createExtraField } from '../../src/domain/extra-field-definitions.ts'
import { createHook } from '../../src/domain/hooks.ts'
import { keepAnswers } from '../../src/domain/idempotency.ts'
import { createPriceList } from '../../src/domain/price-lists.ts'
import { changeAssignments } from '../../src/domain/sales-staff-assignments.ts'
import type { Writer } from '../../src/domain/scope.ts'
import { type Settings, updateSettings } from '../../src/domain/settings.ts'
import { createChannel } from '../../src/domain/store-channels.ts'
import { createCustomer } from '../../src/domain/store-customers.ts'
import { createCustomerJwt } from '../../src/domain/storefront-tokens.ts'
import { changeCompaniesOfSuperAdmin } from '../../src/domain/super-admin-assignments.ts'
import { createSystemRole } from '../../src/domain/system-roles.ts'
import { createSystemUser } from '../../src/domain/system-users.ts'
import { createToken } from '../../src/domain/tokens.ts'
import { aCompany, anAddress, aPermission, aRole, aSalesPerson, aSuperAdmin, aUser } from '../builders.ts'

export const PASSWORD = 'demo-password'
/** The hash of `PASSWORD`, with parameters that make it fast to check. */
const passwordHash =
  '$argon2id$v=19$m=8,t=1,p=1$qnlWRER9hjJIOHQgzZAsKw$nWZOzo9K7o+7UqQWOuKD1XGyJrV3A/IZWrpdAdBVFjc'

/** What distinguishes the stores: a word in each name and email, and the channel numbers. */
interface Own {
  storeHash: string
  word: string
  channelId: number
}

/**
 * Everything by which a request may refer to a store: ids, each under its name in paths, queries and bodies, and texts
 * that identify something as an id does.
 */
export interface Ids extends Awaited<ReturnType<typeof oneOfEverything>> {
  attachmentId: string
  /** For somebody who is new to the store; `nth` in it is the number of the call. */
  newEmail: string
  /** For a system user who is new to the store. */
  newLoginEmail: string
}

/** Fills a store with one of everything, and a second one where a body may contain two. */
export async function oneOfEverything(writer: Writer, own: Own, settings: Partial<Settings>) {
  await updateSettings(writer, { strictWebhooks: true, ...settings })
  const shop = await theShop(writer, own)
  const merchant = await theMerchant(writer, own)
  const buyers = await theBuyers(writer, own, shop)
  const companies = [shop.companyId, shop.secondCompanyId].map((companyId) => ({ companyId, assigned: true }))
  await changeAssignments(writer, merchant.salesStaffId, companies)
  const counted = { store_id: writer.storeId, quota: 'general', minute: 0, requests: 1 }
  await writer.db.insertInto('request_count').values(counted).execute()
  return {
    storeHash: own.storeHash,
    'x-store-hash': own.storeHash,
    q: own.word,
    ...shop,
    ...merchant,
    ...buyers,
    ...(await theReceivers(writer, own)),
  }
}

/** What people depend on: channels, prices, groups, fields and companies. */
async function theShop(writer: Writer, { word, channelId }: Own) {
  for (const nth of [0, 1]) {
    const site = `https://${word}.example/${nth}`
    const channel = { channelId: channelId + nth, name: `${word} channel ${nth}`, site }
    await createChannel(writer, { ...channel, isDefault: false })
  }
  const priceListName = `${word} prices`
  const priceListId = await createPriceList(writer, priceListName)
  const secondPriceListId = await createPriceList(writer, `${word} more prices`)
  const bcGroupId = await createCustomerGroup(writer, {
    name: `${word} group`,
    priceListId: secondPriceListId,
  })
  const customerGroupId = await createCustomerGroup(writer, { name: `${word} guests`, priceListId: null })
  const companyField = `${word} rating`
  const extraFieldId = await aField(writer, 'company', companyField)
  const companyId = await aCompany(writer, {
    name: `${word} company`,
    email: `office@${word}.example`,
    customerGroupId: bcGroupId,
    priceListId: secondPriceListId,
    extraFields: [{ fieldName: companyField, fieldValue: `${word} AAA` }],
  })
  await writer.db
    .insertInto('company_price_list')
    .columns(['store_id', 'company_id', 'channel_id', 'price_list_id'])
    .expression(({ selectFrom, val }) =>
      selectFrom('channel')
        .select([
          'store_id',
          val(companyId).as('company_id'),
          'id',
          val(secondPriceListId).as('price_list_id'),
        ])
        .where('store_id', '=', writer.storeId)
        .where('channel_id', '=', channelId),
    )
    .execute()
  return {
    channelId,
    channel_id: channelId,
    secondChannelId: channelId + 1,
    priceListId,
    priceListName,
    secondPriceListId,
    bcGroupId,
    customerGroupId,
    extraFieldId,
    companyField,
    companyId,
    secondCompanyId: await aCompany(writer, { name: `${word} second company` }),
    childCompanyId: await aCompany(writer, { name: `${word} child company`, parentId: companyId }),
    parentCompanyId: await aCompany(writer, { name: `${word} parent company` }),
  }
}

/** The merchant's own people and their rights. */
async function theMerchant(writer: Writer, { word }: Own) {
  const systemRole = await createSystemRole(writer, { name: `${word} scout`, salesStaff: true })
  const loginEmail = `admin@${word}.example`
  const role = { name: 'Administrator' }
  const person = { email: loginEmail, name: `${word} Admin`, phone: '', role, passwordHash }
  const { id: systemUserId } = await createSystemUser(writer, person)
  const value = `legacy token of ${word}`
  const name = `${word} token`
  const token = await createToken(writer, { name, kind: 'legacy', scopes: ['b2b'], value, systemUserId })
  const kept = { keyHash: `key of ${word}`, requestHash: `request of ${word}`, status: 200, body: word }
  await keepAnswers(writer, [{ tokenId: token.id, ...kept }])
  return {
    systemRoleId: systemRole.id,
    loginEmail,
    systemUserId,
    tokenId: token.id,
    salesStaffId: await aSalesPerson(writer, `rep@${word}.example`),
    toSalesStaffId: await aSalesPerson(writer, `other.rep@${word}.example`),
    roleId: await aRole(writer, { name: `${word} buyer`, permissions: [{ code: 'get_orders', level: 1 }] }),
    permissionId: await aPermission(writer, { name: `${word} report`, code: `${word}_report` }),
    permission: `${word}_report`,
  }
}

/** The people of the companies, super admins and addresses. */
async function theBuyers(writer: Writer, { word, channelId }: Own, { companyId }: { companyId: number }) {
  const userField = `${word} desk`
  const addressField = `${word} gate`
  await aField(writer, 'user', userField)
  await aField(writer, 'address', addressField)
  const named = (first: string) => ({
    email: `${first}@${word}.example`,
    firstName: first,
    lastName: word,
    originChannelId: channelId,
    channelIds: [channelId],
  })
  const uuid = `uuid of ${word}`
  const extraFields = [{ fieldName: userField, fieldValue: `${word} 12` }]
  const user = await aUser(writer, companyId, { ...named('ann'), uuid, extraFields })
  await aUser(writer, companyId, named('ben'))
  const superAdmin = await aSuperAdmin(writer, { ...named('sue'), uuid })
  const secondSuperAdmin = await aSuperAdmin(writer, named('sam'))
  await changeCompaniesOfSuperAdmin(writer, superAdmin.id, [{ companyId, assigned: true }])
  const guest = { ...named('gus'), phone: '' }
  await createCustomer(writer, guest)
  const externalId = `external id of ${word}`
  const addressId = await anAddress(writer, companyId, {
    ...named('ann'),
    externalId,
    label: `${word} dock`,
    extraFields: [{ fieldName: addressField, fieldValue: `${word} 3` }],
  })
  await writer.db.updateTable('customer').set({ password_hash: passwordHash }).execute()
  return {
    userField,
    addressField,
    userId: user.id,
    customerId: user.customer_id,
    email: user.email,
    guestEmail: guest.email,
    uuid,
    superAdminId: superAdmin.id,
    secondSuperAdminId: secondSuperAdmin.id,
    addressId,
    'externalId[]': externalId,
    jwtToken: await createCustomerJwt(writer, user.customer_id),
  }
}

/** Those who are notified of events. */
async function theReceivers(writer: Writer, { word }: Own) {
  const hook = { scope: 'store/company/*', destination: `https://${word}.example/hooks` }
  const { id: webhookId } = await createHook(writer, hook)
  const { id: deliveryId } = await sendTest(writer, webhookId)
  await writer.db
    .insertInto('webhook_attempt')
    .values({
      store_id: writer.storeId,
      delivery_id: deliveryId,
      attempt: 1,
      attempted_at: writer.now,
      duration_ms: 1,
      status: 500,
      response_start: `${word} is down`,
      error: null,
    })
    .execute()
  return { webhookId, deliveryId }
}

async function aField(writer: Writer, subject: 'company' | 'user' | 'address', fieldName: string) {
  const field = { subject, uuid: '', fieldName, labelName: fieldName, fieldType: 0 }
  return (await createExtraField(writer, field)).id
}
