import { readdirSync, readFileSync } from 'node:fs';
import { type ComponentLibrary, readComponentLibrary } from '../../src/components/library.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { readHardware } from '../../src/hardware/read-hardware.ts';

const specFolder = new URL('../../hardware-specs/', import.meta.url);
const libraryFolder = new URL('components/', specFolder);

/** The files of the library in `hardware-specs/components/`, as text. */
export function shippedFiles(): { readonly file: string; readonly text: string }[] {
  const files = readdirSync(libraryFolder).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => ({ file, text: readFileSync(new URL(file, libraryFolder), 'utf8') }));
}

export function shippedLibrary(): Promise<ComponentLibrary> {
  return readComponentLibrary(shippedFiles());
}

export function shippedSpecNames(): string[] {
  return readdirSync(specFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace('.yaml', ''));
}

export function shippedSpec(name: string): Promise<HardwareSpec> {
  const text = (file: string): string => readFileSync(new URL(file, specFolder), 'utf8');
  return readHardware(`${name}.yaml`, text(`${name}.yaml`), async (file) => ({ file, text: text(file) }));
}
