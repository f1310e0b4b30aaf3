//! DEFLATE (RFC 1951) as Go's `compress/flate` writes it at its default level, byte for byte: what `base64gzip` gives ends
//! up in states, and another compressor would change every such value.

/// Bytes that a match may reach back.
const WINDOW: usize = 32768;
const MIN_MATCH: usize = 4;
const MAX_MATCH: usize = 258;
/// A match of this length is not improved by looking one byte further.
const LAZY: usize = 16;
/// A match of this length is good enough to stop looking.
const NICE: usize = 128;
/// How many earlier places are tried.
const TRIES: usize = 128;
/// A block ends after so many tokens.
const BLOCK: usize = 1 << 14;
const END: usize = 256;

#[derive(Clone, Copy)]
enum Token {
    Literal(u8),
    Match { length: usize, distance: usize },
}

/// The text in compressed blocks, and an empty stored block as a flush leaves it.
pub(super) fn flushed(text: &[u8]) -> Vec<u8> {
    let mut out = Bits::default();
    let mut start = 0;
    let mut tokens = Vec::new();
    let mut matcher = Matcher::new(text);
    while let Some((token, end)) = matcher.next() {
        tokens.push(token);
        if tokens.len() == BLOCK {
            block(&tokens, &text[start..end], &mut out);
            tokens.clear();
            start = end;
        }
    }
    if !tokens.is_empty() {
        block(&tokens, &text[start..], &mut out);
    }
    out.put(0, 3);
    out.align();
    out.bytes.extend([0, 0, 0xff, 0xff]);
    out.bytes
}

/// Finds matches, one byte late: a match is given up for a longer one that begins at the next byte.
struct Matcher<'t> {
    text: &'t [u8],
    /// The byte that is looked at.
    at: usize,
    /// Where the window begins: it moves in steps of its length.
    base: usize,
    /// The last place of each hash, and the place before it with the same one, plus one.
    heads: Vec<usize>,
    previous: Vec<usize>,
    /// The head of the chain at the last place that had one.
    chain: Option<usize>,
    /// The match at the byte before.
    length: usize,
    distance: usize,
    /// The byte before has not been given out.
    pending: bool,
}

impl<'t> Matcher<'t> {
    fn new(text: &'t [u8]) -> Matcher<'t> {
        Matcher {
            text,
            at: 0,
            base: 0,
            heads: vec![0; 1 << 17],
            previous: vec![0; WINDOW],
            chain: None,
            length: MIN_MATCH - 1,
            distance: 0,
            pending: false,
        }
    }

    /// The next token, and how many bytes the tokens so far stand for.
    fn next(&mut self) -> Option<(Token, usize)> {
        loop {
            let ahead = self.text.len() - self.at;
            if ahead == 0 {
                let last = *self.text.get(self.at.checked_sub(1)?)?;
                return std::mem::take(&mut self.pending).then_some((Token::Literal(last), self.at));
            }
            if self.at - self.base >= 2 * WINDOW - (MIN_MATCH + MAX_MATCH)
                && ahead > MIN_MATCH + MAX_MATCH - 1
            {
                self.base += WINDOW;
            }
            if let Some(head) = self.insert(self.at) {
                self.chain = head.checked_sub(1);
            }
            let (length, distance) = (self.length, self.distance);
            (self.length, self.distance) = (MIN_MATCH - 1, 0);
            let oldest = self.at.saturating_sub(WINDOW).max(self.base);
            if let Some(head) = self.chain.filter(|c| *c >= oldest && *c < self.at)
                && ahead > length
                && length < LAZY
            {
                self.search(head, oldest, ahead);
            }
            if length >= MIN_MATCH && self.length <= length {
                let end = self.at + length - 1;
                for inside in self.at + 1..end {
                    self.insert(inside);
                }
                self.at = end;
                self.pending = false;
                self.length = MIN_MATCH - 1;
                return Some((Token::Match { length, distance }, end));
            }
            let literal =
                self.at.checked_sub(1).filter(|_| self.pending).map(|i| Token::Literal(self.text[i]));
            self.at += 1;
            self.pending = true;
            if let Some(literal) = literal {
                return Some((literal, self.at - 1));
            }
        }
    }

    /// Enters a place and gives what stood at the head of its chain; `None` where too few bytes follow.
    fn insert(&mut self, at: usize) -> Option<usize> {
        let four: [u8; 4] = self.text.get(at..at + MIN_MATCH)?.try_into().ok()?;
        let hash = u32::from_be_bytes(four).wrapping_mul(0x1e35_a7bd) >> (32 - 17);
        let head = std::mem::replace(&mut self.heads[hash as usize], at + 1);
        self.previous[at % WINDOW] = head;
        Some(head)
    }

    fn search(&mut self, head: usize, oldest: usize, ahead: usize) {
        let here = &self.text[self.at..self.at + ahead.min(MAX_MATCH)];
        let nice = NICE.min(here.len());
        let mut place = head;
        for _ in 0..TRIES {
            let same = self.text[place..].iter().zip(here).take_while(|(a, b)| a == b).count();
            // Four bytes from far away cost more than they save.
            if same > self.length && (same > MIN_MATCH || self.at - place <= 4096) {
                (self.length, self.distance) = (same, self.at - place);
                if same >= nice {
                    return;
                }
            }
            // What follows has been overwritten.
            if place + WINDOW == self.at {
                return;
            }
            match self.previous[place % WINDOW].checked_sub(1) {
                Some(earlier) if earlier >= oldest => place = earlier,
                _ => return,
            }
        }
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    bits: u64,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: usize, count: u32) {
        self.bits |= (value as u64) << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.bits as u8);
            self.bits >>= 8;
            self.count -= 8;
        }
    }
    fn align(&mut self) {
        self.put(0, (8 - self.count % 8) % 8);
    }
    fn code(&mut self, (code, length): (u16, u32)) {
        self.put(usize::from(code.reverse_bits() >> (16 - length)), length);
    }
}

/// Code, number of extra bits, and their value, for a length from 3 on.
fn length_code(length: usize) -> (usize, u32, usize) {
    match length - 3 {
        255 => (285, 0, 0),
        n @ 0..8 => (257 + n, 0, 0),
        n => {
            let extra = n.ilog2() - 2;
            (257 + 4 * extra as usize + (n >> extra), extra, n & ((1 << extra) - 1))
        }
    }
}

/// The same for a distance from 1 on.
fn distance_code(distance: usize) -> (usize, u32, usize) {
    match distance - 1 {
        n @ 0..4 => (n, 0, 0),
        n => {
            let extra = n.ilog2() - 1;
            (2 * extra as usize + (n >> extra), extra, n & ((1 << extra) - 1))
        }
    }
}

/// Codes (most significant bit first) with their lengths; zero where a symbol does not occur.
type Codes = Vec<(u16, u32)>;

fn cost(codes: &Codes, counts: &[usize]) -> usize {
    codes.iter().zip(counts).map(|((_, length), n)| *length as usize * n).sum()
}

/// Writes one block in the form that takes the fewest bits.
fn block(tokens: &[Token], text: &[u8], out: &mut Bits) {
    let (mut literals, mut distances, mut extra_bits) = (vec![0; 286], vec![0; 30], 0);
    literals[END] = 1;
    for token in tokens {
        match token {
            Token::Literal(b) => literals[usize::from(*b)] += 1,
            Token::Match { length, distance } => {
                let (length, distance) = (length_code(*length), distance_code(*distance));
                literals[length.0] += 1;
                distances[distance.0] += 1;
                extra_bits += (length.1 + distance.1) as usize;
            }
        }
    }
    if distances.iter().all(|n| *n == 0) {
        distances[0] = 1;
    }
    let storable = text.len() <= 65535;
    let extra_bits = if storable { extra_bits } else { 0 };
    let fixed = (fixed_literals(), vec![5; 30].into_iter().zip(0..).map(|(l, c)| (c, l)).collect::<Codes>());
    let dynamic = (codes(&literals, 15), codes(&distances, 15));
    let size = |codes: &(Codes, Codes)| cost(&codes.0, &literals) + cost(&codes.1, &distances) + extra_bits;
    let header = Header::new(&dynamic.0, &dynamic.1);
    let (fixed_size, dynamic_size) = (3 + size(&fixed), header.size() + size(&dynamic));
    if storable && (text.len() + 5) * 8 < fixed_size.min(dynamic_size) {
        out.put(0, 3);
        out.align();
        out.bytes.extend((text.len() as u16).to_le_bytes());
        out.bytes.extend((!(text.len() as u16)).to_le_bytes());
        out.bytes.extend(text);
        return;
    }
    let (literals, distances) = if dynamic_size < fixed_size {
        header.write(out);
        dynamic
    } else {
        out.put(2, 3);
        fixed
    };
    for token in tokens {
        match token {
            Token::Literal(b) => out.code(literals[usize::from(*b)]),
            Token::Match { length, distance } => {
                let (code, bits, value) = length_code(*length);
                out.code(literals[code]);
                out.put(value, bits);
                let (code, bits, value) = distance_code(*distance);
                out.code(distances[code]);
                out.put(value, bits);
            }
        }
    }
    out.code(literals[END]);
}

fn fixed_literals() -> Codes {
    (0..286)
        .map(|symbol: u16| match symbol {
            0..144 => (48 + symbol, 8),
            144..256 => (400 + symbol - 144, 9),
            256..280 => (symbol - 256, 7),
            _ => (192 + symbol - 280, 8),
        })
        .collect()
}

/// Huffman codes for symbols that occur so often, none longer than `limit` bits.
fn codes(counts: &[usize], limit: usize) -> Codes {
    let mut symbols: Vec<usize> = (0..counts.len()).filter(|s| counts[*s] > 0).collect();
    let mut codes = vec![(0, 0); counts.len()];
    if symbols.len() <= 2 {
        for (code, symbol) in symbols.into_iter().enumerate() {
            codes[symbol] = (code as u16, 1);
        }
        return codes;
    }
    symbols.sort_by_key(|s| (counts[*s], *s));
    let weights: Vec<usize> = symbols.iter().map(|s| counts[*s]).collect();
    let mut code = 0;
    // The rarest symbols come first, so that the shortest codes go to the end of the list.
    for (length, n) in per_length(&weights, limit.min(symbols.len() - 1)).into_iter().enumerate() {
        let mut those = symbols.split_off(symbols.len() - n);
        those.sort_unstable();
        for symbol in those {
            codes[symbol] = (code, length as u32 + 1);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

/// How many codes have 1 bit, 2 bits and so on: the package-merge algorithm, where a package goes before a symbol of the
/// same weight.
fn per_length(weights: &[usize], limit: usize) -> Vec<usize> {
    let mut levels: Vec<Vec<(usize, bool)>> = Vec::new();
    for _ in 0..limit {
        let below = levels.last().map_or(&[][..], Vec::as_slice);
        let mut packages = below.chunks_exact(2).map(|pair| pair[0].0 + pair[1].0).peekable();
        let mut level = Vec::new();
        for weight in weights {
            while let Some(package) = packages.next_if(|p| p <= weight) {
                level.push((package, false));
            }
            level.push((*weight, true));
        }
        level.extend(packages.map(|p| (p, false)));
        levels.push(level);
    }
    let mut wanted = 2 * weights.len() - 2;
    let mut within = Vec::new();
    for level in levels.iter().rev() {
        let symbols = level.iter().take(wanted).filter(|item| item.1).count();
        within.push(symbols);
        wanted = 2 * (wanted - symbols);
    }
    within.push(0);
    within.windows(2).map(|pair| pair[0] - pair[1]).collect()
}

/// The code lengths of a dynamic block, run-length encoded.
struct Header {
    literals: usize,
    distances: usize,
    /// Symbols from 0 to 18, with their extra bits and the value of these.
    runs: Vec<(usize, u32, usize)>,
    codes: Codes,
    used: usize,
    bits: usize,
}

/// The order in which the lengths of the codes for lengths are written.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

impl Header {
    fn new(literals: &Codes, distances: &Codes) -> Header {
        let used = |codes: &Codes| codes.iter().rposition(|c| c.1 > 0).map_or(0, |last| last + 1);
        let (literal_count, distance_count) = (used(literals), used(distances));
        let lengths: Vec<u32> =
            literals[..literal_count].iter().chain(&distances[..distance_count]).map(|c| c.1).collect();
        let runs: Vec<_> = lengths.chunk_by(|a, b| a == b).flat_map(run).collect();
        let mut counts = [0; 19];
        runs.iter().for_each(|r| counts[r.0] += 1);
        let codes = codes(&counts, 7);
        let used = ORDER.iter().rposition(|s| counts[*s] > 0).map_or(4, |last| (last + 1).max(4));
        let bits = cost(&codes, &counts) + runs.iter().map(|r| r.1 as usize).sum::<usize>();
        Header { literals: literal_count, distances: distance_count, runs, codes, used, bits }
    }
    fn size(&self) -> usize {
        3 + 5 + 5 + 4 + 3 * self.used + self.bits
    }
    fn write(&self, out: &mut Bits) {
        out.put(4, 3);
        out.put(self.literals - 257, 5);
        out.put(self.distances - 1, 5);
        out.put(self.used - 4, 4);
        ORDER[..self.used].iter().for_each(|s| out.put(self.codes[*s].1 as usize, 3));
        for (symbol, bits, value) in &self.runs {
            out.code(self.codes[*symbol]);
            out.put(*value, *bits);
        }
    }
}

/// Equal lengths as symbols: repeats of the one before (16), and runs of zeros (17, 18).
fn run(lengths: &[u32]) -> Vec<(usize, u32, usize)> {
    let (length, mut count) = (lengths[0] as usize, lengths.len());
    let mut out = Vec::new();
    let (symbol, bits, most, least) = if length == 0 { (18, 7, 138, 11) } else { (16, 2, 6, 3) };
    if length > 0 {
        out.push((length, 0, 0));
        count -= 1;
    }
    while count >= least {
        let n = count.min(most);
        out.push((symbol, bits, n - least));
        count -= n;
    }
    if length == 0 && count >= 3 {
        out.push((17, 3, count - 3));
        count = 0;
    }
    out.extend(std::iter::repeat_n((length, 0, 0), count));
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read as _;

    fn inflated(text: &[u8]) -> Vec<u8> {
        let mut bytes = flushed(text);
        bytes.extend([1, 0, 0, 0xff, 0xff]);
        let mut out = Vec::new();
        flate2::read::DeflateDecoder::new(&*bytes).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn reads_back() {
        let mut noise = 1_u32;
        let mut random = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        let texts: Vec<Vec<u8>> = vec![
            vec![],
            b"a".to_vec(),
            b"abcabcabcabc".to_vec(),
            vec![b'x'; 200_000],
            (0..150_000).map(|_| random()).collect(),
            (0..150_000).map(|_| random() % 4).collect(),
            (0..40_000).flat_map(|i: u32| format!("line {i} of {}\n", i % 97).into_bytes()).collect(),
        ];
        for text in texts {
            assert!(inflated(&text) == text, "{} bytes", text.len());
        }
    }
}
