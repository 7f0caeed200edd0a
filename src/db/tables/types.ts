/** Whole seconds since 1970, as the API shows time. Both engines keep it in an integer column. */
export type UnixSeconds = number
/** 0 or 1: both engines keep a boolean in an integer column. */
export type Flag = number
