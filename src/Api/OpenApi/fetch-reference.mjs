// node fetch-reference.mjs <target>
// Puts the script of the API reference (@scalar/api-reference, MIT) at the target. It is one file of the
// package that needs nothing else, so the package alone is fetched, without the 270 it is built from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

const version = '1.72.1';
const sha512 = 'XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow==';

const [target] = process.argv.slice(2);
const onWindows = process.platform === 'win32';
mkdirSync(dirname(target), { recursive: true });
const staging = mkdtempSync(`${target}-`);
const run = (program, ...args) => {
  const { status, error, stderr } = spawnSync(program, args, { cwd: staging, encoding: 'utf8', shell: onWindows && program === 'npm' });
  if (status !== 0) {
    throw new Error(error?.message ?? stderr);
  }
};

try {
  run('npm', 'pack', `@scalar/api-reference@${version}`, '--silent', '--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000');
  const archive = `scalar-api-reference-${version}.tgz`;
  if (createHash('sha512').update(readFileSync(join(staging, archive))).digest('base64') !== sha512) {
    throw new Error(`${archive} is not the file that was pinned.`);
  }

  const script = 'package/dist/browser/standalone.js';
  run('tar', '-xzf', archive, script);
  utimesSync(join(staging, script), new Date(), new Date()); // the build compares times
  renameSync(join(staging, script), target);
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
} finally {
  rmSync(staging, { recursive: true, force: true });
}
