/** The systems that a stack can have, by the names of their settings' groups. */
export const systems = ['cryptoserver', 'tokens', 'hotels', 'search'] as const;

/** One of the systems. */
export type System = (typeof systems)[number];
