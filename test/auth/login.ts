/** The login of the demo store's Store Owner. */
export const login = {
  storeHash: 'demo1234',
  email: 'owner@demo.example',
  password: 'demo-password',
  name: 'ERP connector',
}
