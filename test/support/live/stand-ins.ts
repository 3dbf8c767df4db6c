import type { SystemName } from '../../../components/systems';

/** A Pulumi program for throwaway stacks that deploys stand-ins for the published images of a system. */
export interface StandIn {
  /** The system whose settings the program uses. */
  readonly system: SystemName;
  /** The path of the program in the project. */
  readonly program: string;
  /** The paths of the image folders in the project, by the names with which the program builds the images. */
  readonly images: Readonly<Record<string, string>>;
}

/** All stand-ins. */
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

/** The name of a stand-in. */
export type StandInName = keyof typeof standIns;
