import { describe } from 'vitest'
import { together, under } from './signal-kit.ts'

describe('TDMRep', () => {
  under('tdm-reservation', [
    [1, 'reserved'],
    ['1', 'reserved'],
    [true, 'reserved'],
    [0, 'free'],
    ['0', 'free'],
    [2, 'open'],
    ['', 'open'],
  ])
  for (const name of [
    'tdm_reservation',
    'tdm:reservation',
    'TDM-Reservation',
    'http_tdm_reservation',
    'meta-tdm-reservation',
  ])
    under(name, [
      [1, 'reserved'],
      [0, 'free'],
    ])
  under('tdmrep.json', [
    ['[{"location": "/", "tdm-reservation": 1}]', 'reserved'],
    ['[{"location": "*", "tdm-reservation": 1, "tdm-policy": "https://example.org/p"}]', 'reserved'],
    ['{"tdm-reservation": 1}', 'reserved'],
    ['[{"location": "/", "tdm-reservation": 0}]', 'free'],
    ['[{"location": "/a", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]', 'reserved'],
    ['[{"location": "/a", "tdm-reservation": 1}]', 'open'],
    ['[{"location": "/a", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]', 'open'],
    ['[{"location": "/"}]', 'open'],
    ['[]', 'open'],
    ['[1]', 'open'],
    ['{"tdm-reservation": 0, "tdm-reservation": 1}', 'open'],
  ])

  together([
    [{ 'tdm-reservation': 1, 'tdm-policy': 'https://example.org/p' }, 'reserved'],
    [{ tdm_reservation: 0, tdm_policy: 'https://example.org/p' }, 'free'],
    [{ 'tdm-policy': 'https://example.org/p' }, 'open'],
    [{ 'tdm-policy': '' }, 'free'],
  ])
})
