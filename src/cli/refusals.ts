import type { Refusal } from '../domain/errors.ts'

/** What a person reads when the domain refuses: one sentence, with what to do where that is not plain. */
export function sentenceFor(refusal: Refusal): string {
  switch (refusal.code) {
    case 'store_not_found':
      return `There is no store "${refusal.storeHash}": "roster store list" shows those there are.`
    case 'store_exists':
      return `There is a store "${refusal.storeHash}" already: choose another hash.`
    case 'token_not_found':
      return `The store has no token ${refusal.tokenId} that works: "roster token list" shows those that do.`
    case 'login_failed':
      return `The email "${refusal.email}" or the password is wrong.`
    case 'jwt_refused':
      return 'The JWT is not one of the store, or it has expired.'
    case 'login_role_forbidden':
      return `"${refusal.email}" has a system role that may not sign in.`
    case 'system_user_not_found':
      return `Nobody who works for the store has ${'email' in refusal ? `the email "${refusal.email}"` : `the id ${refusal.systemUserId}`}: "roster staff list" shows who does.`
    case 'system_role_not_found':
      return 'name' in refusal
        ? `The store has no system role "${refusal.name}": use "Store Owner", "Administrator", "Sales Rep" or one of its own.`
        : `The store has no system role ${refusal.systemRoleId}.`
    case 'system_role_exists':
      return `The store has a system role "${refusal.name}" already: choose another name.`
    case 'system_role_predefined':
      return `System role ${refusal.systemRoleId} is predefined and stays as it is.`
    case 'sales_staff_not_found':
      return `The store has no sales person ${refusal.salesStaffId}.`
    case 'store_independent':
      return 'Only a store whose companies have customer groups of their own has that.'
    case 'multi_storefront_off':
      return 'The store has one storefront and no list of them.'
    case 'multi_storefront_on':
      return 'Only a store with one storefront has that.'
    case 'name_required':
      return `The person needs a name: ${refusal.field}.`
    case 'hierarchy_loop':
      return `Company ${refusal.parentId} stands below company ${refusal.companyId} already.`
    case 'hierarchy_too_deep':
      return `Company ${refusal.parentId} stands in a layer that is too deep for company ${refusal.companyId}.`
    case 'hierarchy_too_large':
      return `The hierarchy of company ${refusal.parentId} has no room for company ${refusal.companyId}.`
    case 'not_a_subsidiary':
      return `Company ${refusal.childId} is no subsidiary of company ${refusal.companyId}.`
    case 'company_not_assigned':
      return `Sales person ${refusal.salesStaffId} does not look after company ${refusal.companyId}.`
    case 'company_not_found':
      return `The store has no company ${refusal.companyId}.`
    case 'user_not_found':
      return 'The store has no such company user.'
    case 'super_admin_not_found':
      return `The store has no super admin ${refusal.superAdminId}.`
    case 'role_not_found':
      return 'The store has no such role.'
    case 'role_missing':
      return 'A company user needs a role.'
    case 'channels_missing':
      return 'A company user needs a channel.'
    case 'permission_not_found':
      return 'permission' in refusal
        ? `There is no permission "${refusal.permission}".`
        : `The store has no permission ${refusal.permissionId}.`
    case 'permission_exists':
      return `The store has a permission with the ${refusal.field} "${refusal.value}" already.`
    case 'permission_predefined':
      return `Permission ${refusal.permissionId} is predefined and stays as it is.`
    case 'permission_repeated':
      return `The role has the permission "${refusal.permission}" twice.`
    case 'permission_level_refused':
      return `The permission "${refusal.permission}" does not accept level ${refusal.level}.`
    case 'role_exists':
      return `The store has a role "${refusal.name}" already: choose another name.`
    case 'role_predefined':
      return `Role ${refusal.roleId} is predefined and stays as it is.`
    case 'role_in_use':
      return `Role ${refusal.roleId} belongs to a company user and has to stay.`
    case 'price_list_not_found':
      return `The store has no price list ${refusal.priceListId}.`
    case 'price_list_unknown':
      return `The store has no price list "${refusal.name}".`
    case 'price_list_in_use':
      return `Price list ${refusal.priceListId} belongs to a company or a customer group and has to stay.`
    case 'customer_email_bound':
      return `Customer ${refusal.customerId} has the email of user ${refusal.userId}: change it there.`
    case 'customer_not_found':
      return `The store has no customer ${refusal.customerId}.`
    case 'customer_group_not_found':
      return `The store has no customer group ${refusal.customerGroupId}.`
    case 'customer_group_exists':
      return `The store has a customer group "${refusal.name}" already: choose another name.`
    case 'customer_group_in_use':
      return `Customer group ${refusal.customerGroupId} belongs to company ${refusal.companyId} already.`
    case 'channel_not_found':
      return `The store has no channel ${refusal.channelId}.`
    case 'channel_exists':
      return `The store has a channel ${refusal.channelId} already: choose another number.`
    case 'default_channel_required':
      return `Channel ${refusal.channelId} stays the default until another one is.`
    case 'email_taken':
      return `The email "${refusal.email}" belongs to ${owners[refusal.by]} already: choose another.`
    case 'role_change_forbidden':
      return `User ${refusal.userId} cannot become a super admin, nor a super admin a user.`
    case 'last_user':
      return `The last user of company ${refusal.companyId} has to stay.`
    case 'last_admin':
      return `The last admin of company ${refusal.companyId} has to stay.`
    case 'address_not_found':
      return `The store has no address ${refusal.addressId}.`
    case 'attachment_not_found':
      return `The company has no attachment ${refusal.attachmentId}.`
    case 'attachments_full':
      return `Company ${refusal.companyId} has ${refusal.most} attachments already, and no room for another.`
    case 'file_name_refused':
      return `A file cannot be called "${refusal.fileName}".`
    case 'file_type_refused':
      return `The file is not of the type ${refusal.declaredType}.`
    case 'place_required':
      return `The address needs a ${refusal.field}.`
    case 'place_unknown':
      return `The address has the ${refusal.field} "${refusal.value}", which is no place.`
    case 'place_contradictory':
      return `The ${refusal.field} of the address is not that of the code beside it.`
    case 'default_contradictory':
      return `The address cannot have ${refusal.field}, because it is not for that.`
    case 'extra_field_not_found':
      return `The store has no extra field ${refusal.extraFieldId}.`
    case 'extra_field_exists':
      return `The store has an extra field "${refusal.fieldName}" of a ${refusal.subject} already.`
    case 'extra_field_limit_unfit':
      return `An extra field of type ${refusal.fieldType} has no ${refusal.limit}.`
    case 'extra_field_choices_missing':
      return 'A dropdown has to offer something.'
    case 'extra_field_unknown':
      return `The store has no extra field "${refusal.fieldName}".`
    case 'extra_field_required':
      return `The extra field "${refusal.fieldName}" needs a value.`
    case 'extra_field_invalid':
      return `The extra field "${refusal.fieldName}" cannot have that value: ${refusal.reason}`
    case 'extra_field_taken':
      return `The extra field "${refusal.fieldName}" has the value "${refusal.value}" somewhere else already.`
    case 'webhook_not_found':
      return `The store has no webhook ${refusal.webhookId}.`
    case 'webhook_exists':
      return `The store has a webhook of ${refusal.scope} to ${refusal.destination} already.`
    case 'webhooks_full':
      return `The store has ${refusal.most} webhooks of ${refusal.scope} already, and no room for another.`
    case 'webhook_scope_unknown':
      return `There is no scope "${refusal.scope}".`
    case 'webhook_destination_refused':
      return `A webhook cannot lead to "${refusal.destination}": ${refusal.reason}`
    case 'webhook_header_refused':
      return `A webhook cannot send a header "${refusal.header}" like that.`
    case 'webhook_inactive':
      return `Webhook ${refusal.webhookId} is switched off: switch it on first.`
    case 'delivery_not_found':
      return `The webhook has no delivery ${refusal.deliveryId}.`
    case 'history_not_kept':
      return `The event log is whole from ${refusal.since} on, and not from ${refusal.at}.`
    case 'entries_refused':
      return refusal.refusals.flatMap((entry) => (entry ? [sentenceFor(entry)] : [])).join(' ')
  }
}

const owners = {
  company_user: 'a company user',
  super_admin: 'a super admin',
  customer: 'a customer',
  system_user: 'somebody who works for the store',
}
