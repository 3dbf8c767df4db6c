import { choice } from '../../settings/kinds';

/** The setting of a system whose document publishes its images. */
export const aSourceOfImages = choice(['ours', 'published'], {
  does: 'Which images run: `ours`, built from `images/`, or those that the document has `published`, each pinned to the digest that its tag has when a preview looks.',
  allowed: 'ours or published',
  default: 'ours',
});
