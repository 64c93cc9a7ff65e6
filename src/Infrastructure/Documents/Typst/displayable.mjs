// PDF/UA refuses a character without a glyph and a byte order mark, and one odd character in one name must not cost a
// school its report. So what no font holds becomes U+FFFD, and what would break a line or turn it around is taken out.
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Takes the bytes of fonts; returns the function that makes a string fit to be shown in them. */
export function displayable(fonts) {
  const held = fonts.map(characters);
  // A grapheme is drawn in one font, so one font must hold all of it.
  const hasGlyphs = (grapheme) => held.some((font) => [...grapheme].every((c) => font.has(c.codePointAt(0))));
  return (text) => {
    const line = text
      .toWellFormed()
      .replace(/[\u202a-\u202e\u2066-\u2069\ufeff\ufffe]/g, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .normalize('NFC');
    return Array.from(graphemes.segment(line), ({ segment }) => (hasGlyphs(segment) ? segment : '\ufffd')).join('');
  };
}

/** The code points that a font has glyphs for: the groups of its `cmap` subtable of format 12. */
function characters(font) {
  const cmap = find(font.readUInt16BE(4), (i) => 12 + 16 * i, (at) => font.toString('latin1', at, at + 4) === 'cmap');
  const start = font.readUInt32BE(cmap + 8);
  const record = find(font.readUInt16BE(start + 2), (i) => start + 4 + 8 * i, (at) => font.readUInt16BE(start + font.readUInt32BE(at + 4)) === 12);
  const groups = start + font.readUInt32BE(record + 4) + 12;
  const held = new Set();
  for (let i = 0; i < font.readUInt32BE(groups); i++) {
    const group = groups + 4 + 12 * i;
    for (let c = font.readUInt32BE(group), last = font.readUInt32BE(group + 4); c <= last; c++) held.add(c);
  }
  return held;
}

/** Where the first of `count` records that fits is. */
function find(count, position, fits) {
  for (let i = 0; i < count; i++) {
    if (fits(position(i))) return position(i);
  }
  throw new Error('A font has no full Unicode character map (cmap format 12), and cannot be used.');
}
