import { InputError, type Issue } from '../../../shared/issue.ts';

/** One fault of an ONNX file, ready to throw; the file name is added where the file is known. */
export function fault(code: string, message: string, details: Partial<Issue> = {}): InputError {
  return new InputError([{ code, severity: 'error', message, ...details }]);
}

/** The result of a step, or undefined with its faults added to `issues`: what does not depend on it can still be judged. */
export function attempt<T>(issues: Issue[], step: () => T, path?: string): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    issues.push(...error.issues.map((issue) => (path === undefined ? issue : { path, ...issue })));
    return undefined;
  }
}

/** Raised while inferring shapes when a size is not known before run time. Never leaves the importer. */
export class UnknownShape extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnknownShape';
  }
}
