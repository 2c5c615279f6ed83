import type { Binding } from '../schemas/catalog.ts'

/** A value as a record has it. */
export type SignalValue = string | number | boolean

/** One thing that a signal says: a value of its own, or of the signal that is named. */
export interface Statement {
  readonly signal?: string | undefined
  readonly value: SignalValue
  /** The part of a site that it is about, where that is not all of it. */
  readonly part?: string | undefined
  /** What it tells of the terms under which more may be had. */
  readonly info?: string | undefined
  /** Whether it takes nothing away where nobody knows the signal that it names. */
  readonly harmless?: boolean | undefined
}

/** Reads a text into what it says; undefined where it does not follow the grammar. */
export type ReadSignal = (text: string, signal: Binding) => readonly Statement[] | undefined

/** Lower case of plain letters only: others that fold to them are look-alikes. */
export const lowerCase = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Lines without the white space around them and without what a `#` begins; empty ones are left out. */
export const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|[\r\n]/)
    .map((line) => trimSpace(line.replace(/(^|[ \t])#.*$/, '')))
    .filter((line) => line !== '')

/** A text without the spaces and tabs around it: other white space is not part of any grammar here. */
export const trimSpace = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '')

/** The part of a site that a path of a rule names; undefined for all of it. */
export const partOf = (path: string | undefined): string | undefined =>
  path === undefined || path === '/' || path === '*' || path === '/*' ? undefined : path
