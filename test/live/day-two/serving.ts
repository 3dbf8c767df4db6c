import assert from 'node:assert/strict';

import { minimumServing } from '../../../components/cryptoserver/defaults';
import type { ReadinessRecord, ReadinessWatch } from '../../support/live/readiness';
import type { Workload } from '../../support/live/workload';
import type { Subject } from './subject';

/** Watches that enough pods of a stack serve. */
export class Serving {
  private readonly records: { workload: Workload; record: ReadinessRecord }[] = [];

  private constructor(
    private readonly subject: Subject,
    private readonly watches: readonly (readonly [Workload, ReadinessWatch])[],
  ) {}

  /** Begins to watch all workloads of a stack, of which all pods serve. */
  static async watch(subject: Subject): Promise<Serving> {
    const watches = (await subject.workloads()).map((workload) => [workload, workload.watch()] as const);
    await Promise.all(watches.map(([, watch]) => watch.allServing()));
    return new Serving(subject, watches);
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    for (const [workload, watch] of this.watches) this.records.push({ workload, record: await watch.stop() });
  }

  /**
   * Fails if at any moment fewer pods served than a rollout leaves: as many as before or as now, whichever is fewer; of the
   * cryptoserver, which has one volume for all, as many as it promises.
   */
  async assertServed(): Promise<void> {
    const now = await this.subject.workloads();
    for (const { workload, record } of this.records) {
      const wanted = now.find((one) => one.workload === workload.workload)?.replicas ?? 0;
      const least =
        this.subject.system === 'cryptoserver' ? minimumServing : Math.min(workload.replicas, wanted);
      const story = record.changes.join('\n');
      assert.ok(record.fewest >= least, `${record.fewest} pods of ${workload.workload} served:\n${story}`);
    }
  }
}
