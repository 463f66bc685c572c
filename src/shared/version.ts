/** Version of the model: results of different versions may differ. Equal to package.json (a test checks). */
export const version = '0.1.0';
