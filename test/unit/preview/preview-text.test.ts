import assert from 'node:assert/strict';

import { previewText } from '../../../preview/preview-text';
import { changeOf, previewOf, property } from './make-previews';

describe('a preview in lines', () => {
  it('tells what is broken, what the changes mean, and each resource', () => {
    assert.equal(
      previewText(
        previewOf('dev', {
          violations: [
            { policy: 'open-budgets', message: 'search-budget: allows no eviction', mandatory: true },
          ],
          meanings: [
            { system: 'hotels', text: 'THE HOTELS ARE LOST', loses: true },
            { system: 'search', text: 'nobody can search any more', loses: false },
          ],
          changes: [
            changeOf('delete'),
            changeOf('update', { properties: [property('spec.a', 1, 2), property('spec.b', 1, 2)] }),
          ],
        }),
      ),
      `dev: 31 unchanged
✗ open-budgets: search-budget: allows no eviction
! hotels: THE HOTELS ARE LOST
· search: nobody can search any more
  deletes Deployment search/api-search
  changes Deployment search/api-search: spec.a, spec.b
`,
    );
  });

  it('tells that nothing changes, or why it failed', () => {
    assert.equal(previewText(previewOf('dev')), 'dev: nothing changes\n');
    assert.equal(previewText(previewOf('dev', { othersChange: true })), 'dev: no resource changes\n');
    assert.equal(previewText(previewOf('dev', { errors: ['no'], unchanged: 0 })), 'dev: 0 unchanged\n✗ no\n');
  });
});
