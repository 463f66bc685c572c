import { componentFaults } from '../components/component-faults.ts';
import type { ComponentLibrary } from '../components/library.ts';
import { priceHardware } from '../components/price-hardware.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { examineHardware } from '../hardware/read-hardware.ts';
import { withChanges } from '../hardware/with-changes.ts';
import { withIncludes } from '../hardware/with-includes.ts';
import { InputError } from '../shared/issue.ts';
import type { Located } from '../shared/located.ts';
import { parseYaml } from '../shared/parse-yaml.ts';
import { placeByPath } from '../study/place-by-path.ts';
import { includeResolver } from './include-resolver.ts';
import type { Place } from './place.ts';
import { readInputText } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';

/**
 * An accelerator by built-in name or from a spec file, with changes laid over it. Everything in it is known to have a price in the library: a price
 * that is missing is reported where the spec asks for it.
 */
export async function loadHardware(
  reference: string,
  place: Place,
  library: ComponentLibrary,
  changes?: Located,
): Promise<HardwareSpec> {
  const found = await resolveReference('hardware', reference, place);
  const text = await readInputText(found.path, found.shown);
  const resolve = await includeResolver(found, place.cwd);
  const included = await withIncludes(parseYaml(found.shown, text), resolve);
  const parsed = changes === undefined ? included : withChanges(included, changes);
  const examined = await examineHardware(parsed);
  const { spec, issues } = examined;
  if (spec === undefined) throw new InputError([...issues, ...placeByPath(componentFaults(examined, library), parsed)]);
  try {
    priceHardware(spec, library);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(placeByPath(error.issues, parsed));
  }
  return spec;
}
