import { type Static, Type } from 'typebox'
import { scopes } from '../../domain/tokens.ts'

const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1, maxLength: 255 })
/** As many as JavaScript has exact, as over the API. */
const most = Number.MAX_SAFE_INTEGER
const Email = Type.String({ format: 'email', maxLength: 254 })

/** The value of each field by its `fieldName`. */
const ExtraFieldValues = Type.Optional(Type.Record(Type.String(), Type.String()))

const Person = {
  email: Email,
  firstName: Text,
  lastName: Text,
  phone: Type.Optional(Type.String()),
}

const Account = {
  ...Person,
  uuid: Type.Optional(Type.String()),
  /** Left out: the default channel. */
  channelIds: Type.Optional(Type.Array(Type.Integer({ maximum: most }))),
  extraFields: ExtraFieldValues,
}

const User = Type.Object(
  {
    ...Account,
    /** The name of a role, predefined or from `roles`. */
    role: Text,
  },
  closed,
)

const Company = Type.Object(
  {
    name: Text,
    email: Email,
    phone: Type.String(),
    addressLine1: Type.Optional(Type.String()),
    addressLine2: Type.Optional(Type.String()),
    city: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    country: Text,
    zipCode: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    uuid: Type.Optional(Type.String()),
    status: Type.Enum(['pending', 'approved', 'rejected', 'inactive']),
    /** The name of a company above in the list. */
    parent: Type.Optional(Text),
    customerGroup: Type.Optional(Text),
    priceList: Type.Optional(Text),
    extraFields: ExtraFieldValues,
    users: Type.Optional(Type.Array(User)),
  },
  closed,
)

const Store = Type.Object(
  {
    storeHash: Type.String({ pattern: '^[\\w-]{1,64}$' }),
    name: Text,
    /** Of every system user and customer; left out, none of them can sign in. */
    password: Type.Optional(Type.String({ minLength: 1 })),
    /** What signs webhooks; left out, a secret that nobody has seen. */
    webhookSecret: Type.Optional(Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{20,}={0,2}$' })),
    tokens: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Text,
            value: Type.String({ minLength: 1 }),
            scopes: Type.Array(Type.Enum([...scopes])),
          },
          closed,
        ),
      ),
    ),
    channels: Type.Array(
      Type.Object(
        {
          channelId: Type.Integer({ minimum: 1, maximum: most }),
          name: Text,
          site: Type.String(),
          isDefault: Type.Optional(Type.Boolean()),
        },
        closed,
      ),
    ),
    priceLists: Type.Optional(Type.Array(Text)),
    customerGroups: Type.Optional(
      Type.Array(Type.Object({ name: Text, priceList: Type.Optional(Text) }, closed)),
    ),
    roles: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Text,
            permissions: Type.Array(Type.Object({ code: Text, level: Type.Enum([1, 2, 3]) }, closed)),
          },
          closed,
        ),
      ),
    ),
    extraFields: Type.Optional(
      Type.Array(
        Type.Object(
          {
            subject: Type.Enum(['company', 'user', 'address']),
            fieldName: Text,
            labelName: Text,
            type: Type.Enum(['text', 'multiLineText', 'number', 'dropdown']),
            isRequired: Type.Optional(Type.Boolean()),
            isUnique: Type.Optional(Type.Boolean()),
            maximumLength: Type.Optional(Type.Integer({ maximum: most })),
            numberOfRows: Type.Optional(Type.Integer({ maximum: most })),
            maximumValue: Type.Optional(Type.Number()),
            listOfValue: Type.Optional(Type.Array(Text)),
          },
          closed,
        ),
      ),
    ),
    companies: Type.Optional(Type.Array(Company)),
    superAdmins: Type.Optional(
      Type.Array(Type.Object({ ...Account, companies: Type.Optional(Type.Array(Text)) }, closed)),
    ),
    systemRoles: Type.Optional(Type.Array(Type.Object({ name: Text, salesStaff: Type.Boolean() }, closed))),
    systemUsers: Type.Optional(
      Type.Array(
        Type.Object(
          {
            email: Email,
            name: Text,
            phone: Type.Optional(Type.String()),
            /** The name of a system role, predefined or from `systemRoles`. */
            role: Text,
            /** Companies that this sales person looks after, by name. */
            companies: Type.Optional(Type.Array(Text)),
          },
          closed,
        ),
      ),
    ),
    /** Storefront accounts that are nobody's user. */
    customers: Type.Optional(Type.Array(Type.Object(Person, closed))),
  },
  closed,
)

/** What a seed file holds. Things are referred to by their names, and made in the order they stand in. */
export const Seed = Type.Object({ stores: Type.Array(Store) }, closed)
export type Seed = Static<typeof Seed>
export type StoreSeed = Static<typeof Store>
