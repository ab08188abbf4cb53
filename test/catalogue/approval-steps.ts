import { forget, standingOf, waitForStage } from '../../lib/cases/carrier.ts';
import { carryOut } from '../../lib/cases/carry-out.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import { recordKey } from '../../lib/table/keys.ts';
import { keyText } from '../../lib/table/table.ts';
import type { Scene, Step } from './stories.ts';

/** The approval a case, or a register's record of that id, waits for is from here on called `as`. */
export const waitsFor = (minutes: number, definition: Definition, of: string, as: string): Step => ({
  name: `the approval of ${of}`,
  at: minutes,
  run: async (scene) => {
    const { desk } = scene.project;
    const key = recordKey(desk.company, definition.place, { project: 'p1', kind: definition.name, id: scene.ids.get(of) ?? of });
    const item = (await desk.table.getAll([key])).get(keyText(key));
    const parked = item?.['parked'] as { readonly approval: string } | undefined;
    if (parked) scene.ids.set(as, parked.approval);
  },
});

const courseOf = ({ ids }: Scene, of: string) => ({ project: 'p1', approval: ids.get(of) ?? '' });

/** The state machine waits at a stage. */
export const machineWaits = (minutes: number, of: string, stage: number): Step => ({
  name: `stage ${stage} of ${of}`,
  at: minutes,
  run: (scene) => waitForStage(scene.project.desk, courseOf(scene, of), stage, `token of stage ${stage}`),
});

/** Whoever waits for a stage that is decided has been told. */
export const isTold = (minutes: number, of: string): Step => ({
  name: `told of ${of}`,
  at: minutes,
  run: async (scene) => {
    const { desk } = scene.project;
    const { waiters } = await standingOf(desk, courseOf(scene, of));
    for (const waiter of waiters) await forget(desk, waiter);
  },
});

/** The verdict reaches its case. */
export const isCarried = (minutes: number, definition: Definition, of: string): Step => ({
  name: `the verdict of ${of}`,
  at: minutes,
  run: (scene) => carryOut(scene.project.desk, definition, courseOf(scene, of)),
});
