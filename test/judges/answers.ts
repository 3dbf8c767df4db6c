import type { Answer } from './finding';

/**
 * What the judges find and is left as it is, each with its reason. Nothing else may be found, and an answer whose finding is
 * gone has to go too.
 */
export const answers: readonly Answer[] = [
  {
    judge: 'kube-score',
    rule: 'container-image-pull-policy',
    places: [
      'Deployment hotels/hotels, backend',
      'Deployment hotels/hotels, frontend',
      'Deployment hotels/hotels, migrations',
      'Deployment hotels/hotels, page',
      'Deployment search/api-search, search',
      'Deployment tokens/creator, creator',
      'Deployment tokens/creator, keycreator',
      'Deployment tokens/verifier, keycreator',
      'Deployment tokens/verifier, verifier',
      'StatefulSet hotels/hotels-database, postgresql',
      'StatefulSet logaiter/cryptoserver, keys',
      'StatefulSet logaiter/cryptoserver, server',
    ],
    why: 'Images are named by their digest, so that one on the node is the right one, and a lost registry stops no pod.',
  },
  {
    judge: 'kube-score',
    rule: 'deployment-has-host-podantiaffinity',
    places: [
      'Deployment hotels/hotels',
      'Deployment search/api-search',
      'Deployment tokens/creator',
      'Deployment tokens/verifier',
    ],
    why: 'They spread over the nodes by topologySpreadConstraints, which kube-score does not take for it.',
  },
  {
    judge: 'kube-score',
    rule: 'statefulset-has-host-podantiaffinity',
    places: ['StatefulSet logaiter/cryptoserver'],
    why: 'Its replicas share a ReadWriteOnce volume, which one node has at a time; with ReadWriteMany they spread.',
  },
  {
    judge: 'kube-score',
    rule: 'deployment-replicas',
    places: ['Deployment hotels/hotels'],
    why: 'The hotels are in a file of SQLite by default, which one pod can write to; with PostgreSQL they can have more.',
  },
  {
    judge: 'kube-score',
    rule: 'service-type',
    places: [
      'Service hotels/hotels',
      'Service logaiter/cryptoserver-web',
      'Service tokens/creator',
      'Service tokens/verifier',
    ],
    why: 'A node port is reached on every cluster without a load balancer, and NetworkPolicies name who may use it.',
  },
  {
    judge: 'kube-score',
    rule: 'statefulset-has-servicename',
    places: ['StatefulSet hotels/hotels-database'],
    why: 'The Service of its one pod has an address that never changes, while a record of a headless one would expire late.',
  },
  {
    judge: 'hadolint',
    rule: 'DL3008',
    places: [
      'images/hotels-frontend/Dockerfile',
      'images/postgres/Dockerfile',
      'local/base-images/python/Dockerfile',
      'test/live/hotels/stand-in/frontend/Dockerfile',
    ],
    why: 'Debian removes a version when it mends it, so that a pinned one could not be built any more.',
  },
  {
    judge: 'hadolint',
    rule: 'DL3059',
    places: ['images/creator/Dockerfile', 'images/keycreator/Dockerfile'],
    why: 'The compiled packages are a layer of their own, which both images share and a change of sources keeps.',
  },
  {
    judge: 'shellcheck',
    rule: 'SC2086',
    places: ['.github/workflows/pull-request.yml', '.gitlab-ci.yml'],
    why: 'The variable is a list of stacks, which the shell has to split into words.',
  },
  {
    judge: 'zizmor',
    rule: 'github-env',
    places: ['.github/actions/prepare/action.yml runs.steps'],
    why: 'What is written is the path of a file that the step itself has made, and nothing from outside.',
  },
  {
    judge: 'zizmor',
    rule: 'self-repository',
    places: [
      '.github/workflows/deploy.yml jobs.deploy',
      '.github/workflows/nightly.yml jobs.reprovision',
      '.github/workflows/pull-request.yml jobs.preview',
      '.github/workflows/review.yml jobs.review',
      '.github/workflows/sweep.yml jobs.sweep',
    ],
    why: 'actionlint 1.7.12 refuses that form (rhysd/actionlint#711), and the repository is checked out anyway.',
  },
];
