/** Headers of a caller from the demo store who may do everything. */
export const fromDemo = { 'x-auth-token': 'demo-token', 'x-store-hash': 'demo1234' }
