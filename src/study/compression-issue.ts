import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import { parsePath } from '../shared/path-text.ts';

/** What an engine says of its weights, not of its options: the path is a layer. */
const ofLayers = [
  'weights-absent',
  'weights-shape',
  'weights-not-finite',
  'importance-absent',
  'wrong-importance',
  'engine-contract',
  'artefact-mismatch',
];

/** Places what an engine says of its options, or of the network, in the scenario. */
export function compressionIssue(document: InputDocument<unknown>): (issue: Issue) => Issue {
  return (issue) => {
    if (issue.file !== undefined) return issue;
    const { path, ...words } = issue;
    const inside = path === undefined || ofLayers.includes(issue.code) ? [] : ['options', ...parsePath(path)];
    // What is wrong with a key is its name.
    const at = inside.length > 0 && inside.at(-1) === issue.found ? 'key' : 'value';
    return document.issue(['compression', ...inside], { ...words, at });
  };
}
