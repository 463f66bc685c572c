import { badImageFile } from './bad-image-file.ts';

/** 8 bits per channel, channels innermost. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** Decodes a PNG or JPEG; transparency is dropped, and grey and colour are turned into what is wanted (Rec. 601 luma). */
export async function decodeImage(file: string, bytes: Uint8Array, channels: 1 | 3): Promise<Picture> {
  const png = bytes[0] === 0x89 && bytes[1] === 0x50;
  const jpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!png && !jpeg) throw badImageFile(file, 'this is neither a PNG nor a JPEG');
  try {
    return withChannels(png ? await decodePng(bytes) : await decodeJpeg(bytes), channels);
  } catch (error) {
    throw badImageFile(file, `the image cannot be decoded: ${String((error as Error).message).split('\n')[0]}`);
  }
}

async function decodePng(bytes: Uint8Array): Promise<Picture> {
  const { decode, convertIndexedToRgb } = await import('fast-png');
  const image = decode(bytes, { checkCrc: true });
  const { width: columns, height: rows } = image;
  if (image.palette !== undefined) {
    const pixels = Uint8Array.from(convertIndexedToRgb(image));
    return { rows, columns, channels: pixels.length / (rows * columns), pixels };
  }
  if (image.depth !== 8 && image.depth !== 16)
    throw new Error(`${image.depth} bits per channel are not read, 8 and 16 are`);
  const pixels = Uint8Array.from(image.data, (value) => (image.depth === 16 ? value >> 8 : value));
  return { rows, columns, channels: image.channels, pixels };
}

async function decodeJpeg(bytes: Uint8Array): Promise<Picture> {
  const { default: jpeg } = await import('jpeg-js');
  const image = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB: 1024 });
  return { rows: image.height, columns: image.width, channels: 3, pixels: image.data as Uint8Array };
}

function withChannels({ rows, columns, channels, pixels }: Picture, wanted: 1 | 3): Picture {
  const coloured = channels >= 3;
  const result = new Uint8Array(rows * columns * wanted);
  for (let pixel = 0; pixel < rows * columns; pixel += 1) {
    const from = pixel * channels;
    const [red, green, blue] = [pixels[from]!, pixels[from + (coloured ? 1 : 0)]!, pixels[from + (coloured ? 2 : 0)]!];
    if (wanted === 1) result[pixel] = coloured ? Math.round(0.299 * red + 0.587 * green + 0.114 * blue) : red;
    else result.set([red, green, blue], pixel * 3);
  }
  return { rows, columns, channels: wanted, pixels: result };
}
