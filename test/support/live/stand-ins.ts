import type { SystemName } from '../../../components/systems';

/** A program of a throwaway stack that deploys stand-ins for the published images of one system. */
export interface StandIn {
  /** The system, whose settings it takes. */
  readonly system: SystemName;
  /** The program's file, below the project. */
  readonly program: string;
  /** The folders of its images below the project, by the names that the program builds them under. */
  readonly images: Readonly<Record<string, string>>;
}

/** The stand-ins that there are. */
export const standIns = {
  'stand-in': {
    system: 'cryptoserver',
    program: 'test/live/cryptoserver/stand-in-program.ts',
    images: { 'stand-in': 'test/live/cryptoserver/stand-in' },
  },
  'hotels-stand-in': {
    system: 'hotels',
    program: 'test/live/hotels/stand-in-program.ts',
    images: {
      'hotels-stand-in-backend': 'test/live/hotels/stand-in/backend',
      'hotels-stand-in-frontend': 'test/live/hotels/stand-in/frontend',
    },
  },
} as const satisfies Readonly<Record<string, StandIn>>;

/** The name of one of them. */
export type StandInName = keyof typeof standIns;
