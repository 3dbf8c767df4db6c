import assert from 'node:assert/strict';

import { clusterRole, namespaceRoles } from '../../../components/preflight/rights-yaml';
import { textOf } from '../../support/unit/documents';

describe('docs/rights', () => {
  it('grants what is asked for before a deployment', () => {
    assert.equal(textOf('docs/rights/cluster.yaml'), clusterRole());
    assert.equal(textOf('docs/rights/namespace.yaml'), namespaceRoles());
  });
});
