import { setFlagsFromString } from 'node:v8';

// Most commands are over before code compiled as eagerly as by default pays off, the more so as each thread has it compiled for
// itself (docs/decisions/0015). Engines of later Node compile in other steps, and complain of flags they do not know.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
  setFlagsFromString('--interrupt-budget=264000');
}
