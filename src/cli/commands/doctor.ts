import { version } from '../../shared/version.ts';
import { openBackend } from '../../training/backend/backend.ts';
import type { Terminal } from '../terminal.ts';

/** `kjoule doctor`: what runs here, and why. */
export async function doctor(options: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const { name, reason, tf } = await openBackend();
  const simd = name === 'wasm' ? await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') : null;
  const training = { backend: name, reason, tensorflowJs: tf.version_core, simd };
  const facts = { kjoule: version, node: process.version, platform: `${process.platform} ${process.arch}`, training };
  if (options.json === true) {
    terminal.out(`${JSON.stringify(facts, null, 2)}\n`);
    return;
  }
  const vectors = simd === null ? '' : simd ? ', SIMD' : ', no SIMD';
  terminal.out(
    [
      `kjoule    ${facts.kjoule}`,
      `Node.js   ${facts.node}, ${facts.platform}`,
      `Training  ${name}${vectors}, TensorFlow.js ${training.tensorflowJs}: ${reason}`,
      '',
    ].join('\n'),
  );
}
