// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! From BER to DER (ITU-T X.690), as far as CMS is written in the former: lengths that are told by an
//! end mark, lengths that are longer than needed, and octets in several pieces. What is signed within
//! is DER already and stays what it is.

/// How deep elements lie in one another.
const DEEPEST: u32 = 40;
const CONSTRUCTED: u8 = 0x20;
const OCTETS: u8 = 0x04;
const END: &[u8] = &[0, 0];

/// The same in DER; `None` where it is no BER, or something follows it but the end of a line.
pub(super) fn to_der(ber: &[u8]) -> Option<Vec<u8>> {
    let mut rest = ber;
    let element = element(&mut rest, 0)?;
    matches!(rest, b"" | b"\n" | b"\r\n").then(|| element.encoded())
}

/// An element with its content in DER.
struct Element {
    tag: Vec<u8>,
    content: Vec<u8>,
}

impl Element {
    fn encoded(&self) -> Vec<u8> {
        let length = self.content.len();
        let bytes = length.to_be_bytes();
        let significant = bytes.get(bytes.iter().take_while(|byte| **byte == 0).count()..).unwrap_or_default();
        let mut der = self.tag.clone();
        if length >= 0x80 {
            der.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
            der.extend_from_slice(significant);
        } else {
            der.push(u8::try_from(length).unwrap_or_default());
        }
        der.extend_from_slice(&self.content);
        der
    }
}

fn element(rest: &mut &[u8], depth: u32) -> Option<Element> {
    let tag = tag(rest)?;
    let first = *tag.first()?;
    let length = length(rest)?;
    if depth > DEEPEST {
        return None;
    }
    let Some(length) = length else { return constructed(tag, rest, None, depth) };
    let (mut content, after) = rest.split_at_checked(length)?;
    *rest = after;
    match first & CONSTRUCTED != 0 {
        true => constructed(tag, &mut content, Some(()), depth),
        false => Some(Element { tag, content: content.to_vec() }),
    }
}

/// An element that is made of others, up to the end of its content or its end mark.
fn constructed(tag: Vec<u8>, rest: &mut &[u8], ends_with_content: Option<()>, depth: u32) -> Option<Element> {
    if tag.first()? & CONSTRUCTED == 0 {
        return None;
    }
    let in_pieces = tag == [OCTETS | CONSTRUCTED];
    let mut content = Vec::new();
    loop {
        match ends_with_content {
            Some(()) if rest.is_empty() => break,
            None if rest.starts_with(END) => {
                *rest = rest.get(END.len()..)?;
                break;
            }
            _ => {}
        }
        let part = element(rest, depth.saturating_add(1))?;
        match in_pieces {
            true if part.tag == [OCTETS] => content.extend_from_slice(&part.content),
            true => return None,
            false => content.extend(part.encoded()),
        }
    }
    Some(Element { tag: if in_pieces { vec![OCTETS] } else { tag }, content })
}

fn tag(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let mut tag = vec![byte(rest)?];
    if tag.first()? & 0x1f == 0x1f {
        loop {
            let next = byte(rest)?;
            tag.push(next);
            if next & 0x80 == 0 {
                break;
            }
            if tag.len() > 4 {
                return None;
            }
        }
    }
    Some(tag)
}

/// The length; `Some(None)` where an end mark tells it.
fn length(rest: &mut &[u8]) -> Option<Option<usize>> {
    let first = byte(rest)?;
    match first {
        0x80 => return Some(None),
        0..0x80 => return Some(Some(usize::from(first))),
        0x81..=0x88 => {}
        _ => return None,
    }
    let mut length = 0_usize;
    for _ in 0..first & 0x7f {
        length = length.checked_mul(256)?.checked_add(usize::from(byte(rest)?))?;
    }
    Some(Some(length))
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, after) = rest.split_first()?;
    *rest = after;
    Some(*byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_in_front_and_pieces_put_together() {
        let ber = [0x30, 0x80, 0x24, 0x80, 4, 1, b'a', 4, 0x81, 1, b'b', 0, 0, 2, 1, 5, 0, 0];
        assert_eq!(to_der(&ber).unwrap(), [0x30, 7, 4, 2, b'a', b'b', 2, 1, 5]);
        let der = [0x30, 3, 2, 1, 5];
        assert_eq!(to_der(&der).unwrap(), der);
        assert_eq!(to_der(&[&der[..], b"\n"].concat()).unwrap(), der);
        let deep: Vec<u8> = [0x30, 0x80].repeat(100);
        for wrong in
            [&[0x30, 0x80][..], &[0x30, 2, 2, 1], &[4, 0x80, 0, 0], &[0x30, 3, 2, 1, 5, 0], &[0x24, 2, 2, 0], &deep]
        {
            assert_eq!(to_der(wrong), None, "{wrong:?}");
        }
    }
}
