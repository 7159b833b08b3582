// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! OpenPGP's packets (RFC 9580 section 4) and the numbers in them (section 3).

use super::malformed;
use crate::model::Doubt;

/// The most packets that a file holds.
const MOST: usize = 10_000;

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) tag: u8,
    pub(super) body: &'a [u8],
}

/// The packets one after another. Lengths that are only told piece by piece are for streams, and
/// nothing read here is one.
pub(super) fn packets(bytes: &[u8]) -> Result<Vec<Packet<'_>>, Doubt> {
    let (mut reader, mut packets) = (Reader(bytes), Vec::new());
    while !reader.0.is_empty() {
        let first = reader.byte()?;
        let (tag, length) = match first {
            0xc0.. => (first & 0x3f, reader.new_length()?),
            0x80.. => {
                let length = match first & 3 {
                    0 => usize::from(reader.byte()?),
                    1 => usize::from(reader.short()?),
                    2 => reader.length()?,
                    _ => return Err(malformed("a packet without a length")),
                };
                (first >> 2 & 0x0f, length)
            }
            _ => return Err(malformed("no packet where one is expected")),
        };
        packets.push(Packet { tag, body: reader.take(length)? });
        if packets.len() > MOST {
            return Err(malformed("more than 10000 packets"));
        }
    }
    Ok(packets)
}

/// Reads one value after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], Doubt> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(|| malformed("it is cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Doubt> {
        self.take(1).map(|bytes| bytes.first().copied().unwrap_or_default())
    }

    pub(super) fn short(&mut self) -> Result<u16, Doubt> {
        let bytes = self.take(2)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u16::from(*byte)))
    }

    pub(super) fn number(&mut self) -> Result<u32, Doubt> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    pub(super) fn length(&mut self) -> Result<usize, Doubt> {
        usize::try_from(self.number()?).map_err(|_| malformed("it is cut off"))
    }

    /// A multiprecision integer, big-endian (section 3.2).
    pub(super) fn integer(&mut self) -> Result<&'a [u8], Doubt> {
        let bits = usize::from(self.short()?);
        self.take(bits.div_ceil(8))
    }

    /// The length of a packet in the new format (section 4.2.1).
    fn new_length(&mut self) -> Result<usize, Doubt> {
        match self.byte()? {
            short @ 0..192 => Ok(usize::from(short)),
            first @ 192..224 => self.two(first),
            255 => self.length(),
            _ => Err(malformed("a packet in pieces")),
        }
    }

    /// The length of a subpacket (section 5.2.3.1).
    pub(super) fn subpacket_length(&mut self) -> Result<usize, Doubt> {
        match self.byte()? {
            short @ 0..192 => Ok(usize::from(short)),
            255 => self.length(),
            first => self.two(first),
        }
    }

    fn two(&mut self, first: u8) -> Result<usize, Doubt> {
        let high = usize::from(first).saturating_sub(192) << 8;
        Ok(high.saturating_add(usize::from(self.byte()?)).saturating_add(192))
    }
}
