// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! Data types of SSH (RFC 4251 section 5) and the public keys made of them (RFC 4253 section 6.6,
//! RFC 5656 section 3.1, RFC 8709, OpenSSH `PROTOCOL.u2f`).

use super::super::{PublicKey, encoding};
use crate::model::{Doubt, DoubtCode, Text};

/// Reads one value after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'a>(pub(super) &'a [u8]);

impl<'a> Wire<'a> {
    pub(super) fn number(&mut self) -> Result<u32, Doubt> {
        let (bytes, rest) = self.0.split_first_chunk::<4>().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*bytes))
    }

    pub(super) fn byte(&mut self) -> Result<u8, Doubt> {
        let (byte, rest) = self.0.split_first().ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(*byte)
    }

    pub(super) fn string(&mut self) -> Result<&'a [u8], Doubt> {
        let length = usize::try_from(self.number()?).map_err(|_| cut_off())?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(cut_off)?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Nothing may follow.
    pub(super) fn end(self) -> Result<(), Doubt> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(malformed("something follows its end", "Nach dem Ende folgt noch etwas"))
        }
    }
}

/// A string with its length in front.
pub(super) fn string(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), bytes].concat()
}

/// A public key.
#[derive(Clone, Debug)]
pub(super) struct SshKey {
    /// What kind it is, in SSH's word.
    pub(super) kind: String,
    pub(super) key: PublicKey,
    /// The application that a security key signs for; `None` for any other key.
    pub(super) application: Option<Vec<u8>>,
}

impl SshKey {
    pub(super) fn read(blob: &[u8]) -> Result<Self, Doubt> {
        let mut wire = Wire(blob);
        let kind = String::from_utf8_lossy(wire.string()?).into_owned();
        let key = match kind.as_str() {
            "ssh-ed25519" | "sk-ssh-ed25519@openssh.com" => encoding::ed25519(wire.string()?)?,
            "ssh-rsa" => {
                let (exponent, modulus) = (wire.string()?, wire.string()?);
                encoding::rsa(modulus, exponent)?
            }
            "ecdsa-sha2-nistp256"
            | "ecdsa-sha2-nistp384"
            | "ecdsa-sha2-nistp521"
            | "sk-ecdsa-sha2-nistp256@openssh.com" => {
                let curve = match wire.string()? {
                    b"nistp256" => encoding::P256,
                    b"nistp384" => encoding::P384,
                    b"nistp521" => encoding::P521,
                    _ => return Err(malformed("its curve is unknown", "Die Kurve ist unbekannt")),
                };
                encoding::on_curve(curve, wire.string()?)?
            }
            other => return Err(unsupported(other)),
        };
        let application = if kind.starts_with("sk-") { Some(wire.string()?.to_vec()) } else { None };
        wire.end()?;
        Ok(Self { kind, key, application })
    }
}

fn unsupported(kind: &str) -> Doubt {
    let shown: String = kind.chars().take(60).map(|c| if c.is_control() { '�' } else { c }).collect();
    Doubt::new(
        DoubtCode::AlgorithmNotAccepted,
        Text::new(
            format!("keys of the kind `{shown}` are not supported"),
            format!("Schlüssel der Art `{shown}` werden nicht unterstützt"),
        ),
    )
}

fn cut_off() -> Doubt {
    malformed("it is cut off", "Sie ist abgeschnitten")
}

pub(super) fn malformed(en: &str, de: &str) -> Doubt {
    Doubt::new(DoubtCode::Malformed, Text::new(format!("no SSH signature: {en}"), format!("Keine SSH-Signatur: {de}")))
}
