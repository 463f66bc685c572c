// AssemblyScript; compiled by scripts/compile-kernels.ts into nearest-centroids-wasm.ts.
//
// Vectors stand in blocks of 16: element 0 of all 16, element 1 of all 16, and so on, so that one SIMD register holds the
// same element of four vectors. Distances are added in the order of the elements, each step rounded to 32 bit, and of
// equally near centres the first wins: the plain TypeScript loop does the same, bit for bit.

export function nearestCentroids(
  vectors: usize,
  blocks: i32,
  length: i32,
  centroids: usize,
  k: i32,
  nearest: usize,
  distances: usize,
): void {
  for (let block = 0; block < blocks; block++) {
    let best0 = f32x4.splat(Infinity);
    let best1 = best0;
    let best2 = best0;
    let best3 = best0;
    let index0 = i32x4.splat(0);
    let index1 = index0;
    let index2 = index0;
    let index3 = index0;
    let centroid = centroids;
    for (let c = 0; c < k; c++) {
      let sum0 = f32x4.splat(0);
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      let element = vectors;
      for (let d = 0; d < length; d++) {
        const value = v128.load_splat<f32>(centroid);
        const difference0 = f32x4.sub(v128.load(element), value);
        const difference1 = f32x4.sub(v128.load(element, 16), value);
        const difference2 = f32x4.sub(v128.load(element, 32), value);
        const difference3 = f32x4.sub(v128.load(element, 48), value);
        sum0 = f32x4.add(sum0, f32x4.mul(difference0, difference0));
        sum1 = f32x4.add(sum1, f32x4.mul(difference1, difference1));
        sum2 = f32x4.add(sum2, f32x4.mul(difference2, difference2));
        sum3 = f32x4.add(sum3, f32x4.mul(difference3, difference3));
        centroid += 4;
        element += 64;
      }
      const index = i32x4.splat(c);
      index0 = v128.bitselect(index, index0, f32x4.lt(sum0, best0));
      index1 = v128.bitselect(index, index1, f32x4.lt(sum1, best1));
      index2 = v128.bitselect(index, index2, f32x4.lt(sum2, best2));
      index3 = v128.bitselect(index, index3, f32x4.lt(sum3, best3));
      best0 = f32x4.pmin(best0, sum0);
      best1 = f32x4.pmin(best1, sum1);
      best2 = f32x4.pmin(best2, sum2);
      best3 = f32x4.pmin(best3, sum3);
    }
    v128.store(nearest, index0);
    v128.store(nearest, index1, 16);
    v128.store(nearest, index2, 32);
    v128.store(nearest, index3, 48);
    v128.store(distances, best0);
    v128.store(distances, best1, 16);
    v128.store(distances, best2, 32);
    v128.store(distances, best3, 48);
    vectors += <usize>length << 6;
    nearest += 64;
    distances += 64;
  }
}
