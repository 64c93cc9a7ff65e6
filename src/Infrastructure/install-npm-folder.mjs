// node install-npm-folder.mjs <folder with a package-lock.json> <target>
// Builds run at the same time, so each installs into a sibling of the target and renames that into place.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [source, target] = process.argv.slice(2);
const onWindows = process.platform === 'win32';
const lockOf = folder => join(folder, 'package-lock.json');
const isCurrent = () => existsSync(lockOf(target)) && readFileSync(lockOf(target)).equals(readFileSync(lockOf(source)));
const remove = folder => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

if (isCurrent()) {
  // A checkout gave the source a newer time; the build compares times.
  utimesSync(lockOf(target), new Date(), new Date());
  process.exit(0);
}

mkdirSync(dirname(target), { recursive: true });
const staging = mkdtempSync(`${target}-`);
try {
  copyFileSync(join(source, 'package.json'), join(staging, 'package.json'));
  copyFileSync(lockOf(source), lockOf(staging));

  // Few and short retries: without a network the build must not stand still for minutes.
  const npm = spawnSync(
    'npm',
    ['ci', '--include=optional', '--prefer-offline', '--no-audit', '--no-fund',
      '--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'],
    { cwd: staging, encoding: 'utf8', shell: onWindows });
  if (npm.status !== 0) {
    console.log(npm.error?.message ?? npm.stderr);
    process.exitCode = 1;
  } else if (!hasOptionalPackage()) {
    console.log('None of the optional packages could be fetched, or none is for this machine.');
    process.exitCode = 1;
  } else {
    if (!onWindows) {
      // The database server does not run as root, so others must be able to read it, whatever the umask was.
      chmodSync(staging, 0o755);
      spawnSync('chmod', ['-R', 'a+rX', staging]);
    }

    putInPlace();
  }
} finally {
  remove(staging);
}

// npm calls it a success when an optional package cannot be fetched; of ours, one per system, one is needed.
function hasOptionalPackage() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(source, 'package.json')));
  return !optionalDependencies
    || Object.keys(optionalDependencies).some(name => existsSync(join(staging, 'node_modules', name)));
}

function putInPlace() {
  if (isCurrent()) {
    return;
  }

  const replaced = `${staging}-replaced`;
  try {
    if (existsSync(target)) {
      renameSync(target, replaced);
    }

    renameSync(staging, target);
  } catch (error) {
    // Another build was faster; anything else (on Windows: the old one is in use) is an error.
    if (!isCurrent()) {
      console.log(`${target} could not be replaced: ${error.message}`);
      process.exitCode = 1;
    }
  } finally {
    remove(replaced);
  }
}
