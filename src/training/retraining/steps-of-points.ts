import { isPlain, type Point } from './points.ts';
import type { RetrainingTask } from './retraining-task.ts';
import { judgingSteps, stepsOf } from './workbench.ts';

/** Steps that these points of a task take: of training, and of judging. */
export function stepsOfPoints(task: RetrainingTask, points: readonly Point[]): number {
  return task.seeds.reduce((sum, seed) => sum + stepsOfSeed(task, points, seed), 0);
}

function stepsOfSeed(task: RetrainingTask, all: readonly Point[], seed: number): number {
  const { training, test } = task.data;
  const points = all.filter((point) => point.seed === seed);
  if (points.length === 0) return 0;
  const pulled = points.filter(({ variant }) => variant !== undefined && !isPlain(variant)).length;
  const plain = points.some(({ variant }) => variant !== undefined && isPlain(variant)) ? 1 : 0;
  const judgedOnce = 1 + points.length + pulled + plain;
  const fineTuned = task.fineTune.epochs > 0 ? points.length : 0;
  return (
    (task.start === undefined ? stepsOf(task.pretrain, training) : 0) +
    (pulled + plain) * stepsOf(task.retrain, training) +
    points.length * stepsOf(task.fineTune, training) +
    (judgedOnce + fineTuned) * judgingSteps(test)
  );
}
