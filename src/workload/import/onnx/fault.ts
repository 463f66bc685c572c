import { InputError, type Issue } from '../../../shared/issue.ts';

/** One fault of an ONNX file, ready to throw; the file name is added where the file is known. */
export function fault(code: string, message: string, details: Partial<Issue> = {}): InputError {
  return new InputError([{ code, severity: 'error', message, ...details }]);
}

/** Raised while inferring shapes when a size is not known before run time. Never leaves the importer. */
export class UnknownShape extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnknownShape';
  }
}
