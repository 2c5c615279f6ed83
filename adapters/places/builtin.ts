/**
 * Modules of Node that a run may do without, loaded when they are needed: each takes as long as to read some of the
 * catalog, and Node loads what is imported at the start.
 */
export const builtin = {
  crypto: () => process.getBuiltinModule('node:crypto'),
  net: () => process.getBuiltinModule('node:net'),
  tty: () => process.getBuiltinModule('node:tty'),
  zlib: () => process.getBuiltinModule('node:zlib'),
} as const
