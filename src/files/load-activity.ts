import { type Activity, readActivity } from '../workload/import/activity/read-activity.ts';
import type { Place } from './place.ts';
import { readInputText } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';

/** Zeros in the maps of a network, by built-in name or from a table. */
export async function loadActivity(reference: string, place: Place): Promise<Activity> {
  const { path, shown } = await resolveReference('activity', reference, place);
  return readActivity(shown, await readInputText(path, shown));
}
