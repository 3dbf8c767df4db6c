import { choice } from '../../settings/kinds';

/**
 * Where an image comes from: `ours`, built from a folder of `images/`, or `published` by the source document of the system
 * (docs/requirements.md), or by somebody else who keeps to what that image does.
 */
export const imageKinds = ['ours', 'published'] as const;

/** One of {@link imageKinds}. */
export type ImageKind = (typeof imageKinds)[number];

/** The setting `images` of a system whose document publishes its images. */
export const imagesSetting = choice(imageKinds, {
  does: "Which images run: `ours`, built from `images/`, or those `published` by the system's document, each pinned to the digest that its tag has at each preview and update.",
  allowed: 'ours or published',
  default: 'ours',
});
