import { InputError, type Issue } from '../../shared/issue.ts';
import type { Picture } from './decode-image.ts';
import type { ImageSet } from './image-set.ts';

export interface LabelledPicture {
  readonly file: string;
  readonly picture: Picture;
  readonly label: number;
}

/** Pictures of one size as a set of images; every one that differs from the first is named. */
export function joinPictures(pictures: readonly LabelledPicture[]): ImageSet {
  const first = pictures[0]!.picture;
  const other = pictures.filter(({ picture }) => picture.rows !== first.rows || picture.columns !== first.columns);
  if (other.length > 0) throw new InputError(other.slice(0, 20).map((each) => otherSize(each, first)));
  const size = first.pixels.length;
  const pixels = new Uint8Array(pictures.length * size);
  pictures.forEach(({ picture }, at) => {
    pixels.set(picture.pixels, at * size);
  });
  const { rows, columns, channels } = first;
  return { rows, columns, channels, pixels, labels: Int32Array.from(pictures, ({ label }) => label) };
}

function otherSize({ file, picture }: LabelledPicture, first: Picture): Issue {
  const message = 'images of one folder need one size';
  const [found, accepted] = [picture, first].map(({ rows, columns }) => `${rows} x ${columns}`) as [string, string];
  return { code: 'image-size', severity: 'error', file, message, found, accepted };
}
