var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error('kjoule needs Node.js 20 or newer; this is ' + process.versions.node + '.');
  process.exit(1);
}
