import { type Arena, createArena } from '../arena.ts'
import { createRoom, type Room } from './kernel.ts'

/** Room for one piece of work: what is unpacked in one lasts while something is packed in the other. */
export interface Rooms {
  readonly unpacking: Room
  readonly packing: Room
  /** For lists of what is unpacked, which last as long; and of a part of it, until the next part. */
  readonly lists: Arena
  readonly parts: Arena
}

/** Bytes of lists that are kept between uses. */
const KEPT = 8 * 1024 * 1024

let free: Rooms | undefined

const create = (): Rooms => ({
  unpacking: createRoom(),
  packing: createRoom(),
  lists: createArena(),
  parts: createArena(),
})

/** Rooms that nobody else uses until they are given back. */
export function takeRooms(): Rooms {
  const rooms = free ?? create()
  free = undefined
  return rooms
}

/** What lists of large pages took is not kept for others. */
export function giveBack(rooms: Rooms): void {
  const large = rooms.lists.size + rooms.parts.size > KEPT
  free = large ? { ...rooms, lists: createArena(), parts: createArena() } : rooms
}

/** Has something done in rooms of its own, and copies what it gives out of them. */
export function inRooms(work: (rooms: Rooms) => Uint8Array | undefined): Uint8Array | undefined {
  const rooms = takeRooms()
  try {
    return work(rooms)?.slice()
  } finally {
    giveBack(rooms)
  }
}
