/** The fewest and the most characters of a password; signing in refuses longer ones too. */
export const passwordLength = { fewest: 8, most: 1000 } as const
