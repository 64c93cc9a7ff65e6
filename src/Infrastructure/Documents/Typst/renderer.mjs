// Renders documents for the process that started it: one request a line on standard input, one answer a line on
// standard output, until standard input closes. Arguments: the folder that holds node_modules, and optionally a folder
// with more fonts, for scripts that the shipped ones lack.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { displayable } from './displayable.mjs';

const [npmFolder, moreFonts] = process.argv.slice(2);
const modules = join(npmFolder, 'node_modules');
const { NodeCompiler } = createRequire(join(modules, 'index.js'))('@myriaddreamin/typst-ts-node-compiler');

const fonts = [
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf',
  '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf',
  '@expo-google-fonts/noto-emoji/700Bold/NotoEmoji_700Bold.ttf',
  '@expo-google-fonts/noto-sans-ethiopic/400Regular/NotoSansEthiopic_400Regular.ttf',
  '@expo-google-fonts/noto-sans-ethiopic/700Bold/NotoSansEthiopic_700Bold.ttf',
].map((file) => join(modules, file));
if (moreFonts) {
  fonts.push(...readdirSync(moreFonts).filter((file) => /\.(ttf|otf)$/i.test(file)).map((file) => join(moreFonts, file)));
}

const fontBlobs = fonts.map((file) => readFileSync(file));
const shown = displayable(fontBlobs);
const compiler = NodeCompiler.create({ workspace: import.meta.dirname, fontArgs: [{ fontBlobs }] });

/** The data reach the template as JSON, whose strings Typst never reads as markup. */
function render({ template, data, language }) {
  if (!/^[a-z]+(-[a-z]+)*$/.test(template)) throw new Error(`'${template}' is not the name of a template.`);
  const inputs = { data: JSON.stringify(data, (_, value) => (typeof value === 'string' ? shown(value) : value)), language };
  const compiled = compiler.compile({ mainFilePath: join(import.meta.dirname, `${template}.typ`), inputs });
  if (compiled.hasError()) throw new Error(JSON.stringify(compiled.takeDiagnostics().shortDiagnostics));
  return compiler.pdf(compiled.result, { pdfStandard: 'ua-1' });
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { pdf: render(JSON.parse(line)).toString('base64') };
  } catch (error) {
    // The compiler's own exceptions carry their text in `code`.
    answer = { error: error.message || error.code || String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  // The compiler remembers parts of earlier documents; what was of no use to the last few is let go.
  compiler.evictCache(5);
}
