// SPDX-FileCopyrightText: 2026 The Freigabe authors
// SPDX-License-Identifier: EUPL-1.2

//! One token, spoken to through the library of its maker (PKCS #11 v3.1).

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::{
        Mechanism, MechanismType,
        eddsa::{EddsaParams, EddsaSignatureScheme},
        rsa::{PkcsMgfType, PkcsPssParams},
    },
    object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
    types::AuthPin,
};

use super::{Address, TokenError};
use crate::{
    model::{Algorithm, DigestAlgorithm},
    verify::{KeyParts, Message, PublicKey, ecdsa_signature},
};

/// What can be done where a token does not do it.
const OWN_TOOL: &str = "sign with the token's own tool (`--bytes-out`, docs/crypto.md)";

/// A token with an open session. The session ends, and the login with it, when this is dropped.
pub(super) struct Device {
    session: Session,
    info: TokenInfo,
}

/// A private key on a token, by what it is and how its public half is found.
pub(super) struct PrivateKey {
    handle: ObjectHandle,
    id: Vec<u8>,
    label: Vec<u8>,
}

impl Device {
    /// The one token that fits the address.
    pub(super) fn open(address: &Address) -> Result<Self, TokenError> {
        let module = address.module.display();
        let context = Pkcs11::new(&address.module).map_err(|error| {
            let why = match error {
                Error::LibraryLoading(why) => why.to_string(),
                other => told(&other),
            };
            TokenError::usage(format!(
                "`{module}` could not be loaded as a PKCS #11 module: {why}\n  help: name the library of the token with `module-path=`, one for this kind of machine"
            ))
        })?;
        let failed = |error| {
            TokenError::unreachable(format!(
                "`{module}`: {}\n  help: see that the token is there and works, such as with `pkcs11-tool --module {module} --list-slots`",
                told(&error)
            ))
        };
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            // Another key of the same envelope lies on it.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(failed(error)),
        }
        let (mut fitting, others) = tokens(&context, address).map_err(failed)?;
        let all: Vec<String> = fitting.iter().map(|(_, info)| info.label().to_owned()).collect();
        match (fitting.pop(), fitting.is_empty()) {
            (Some((slot, info)), true) => Ok(Self { session: context.open_ro_session(slot).map_err(failed)?, info }),
            (None, _) => Err(TokenError::usage(format!(
                "no token of `{module}` fits; it has {}\n  help: plug it in, or correct `token=`, `serial=`, `model=`, `manufacturer=` and `slot-id=`",
                listed(&others)
            ))),
            _ => Err(TokenError::usage(format!(
                "several tokens of `{module}` fit: {}\n  help: tell them apart with `token=`, `serial=` or `slot-id=`",
                listed(&all)
            ))),
        }
    }

    /// Logs in, once: a token locks itself after a few wrong PINs.
    pub(super) fn log_in<E: From<TokenError>>(&self, pin: impl FnOnce(&str) -> Result<String, E>) -> Result<(), E> {
        if !self.info.login_required() {
            return Ok(());
        }
        let name = self.name();
        // A reader with a keypad asks by itself (section 5.6.8).
        let pin = match self.info.protected_authentication_path() {
            true => None,
            false => Some(AuthPin::from(pin(&format!("PIN of token `{name}`"))?)),
        };
        let refused = self.session.login(UserType::User, pin.as_ref()).err().map(|error| match error {
            Error::Pkcs11(RvError::PinIncorrect | RvError::PinLenRange | RvError::PinInvalid, _) => {
                TokenError::usage(format!(
                    "the PIN of token `{name}` is wrong; nothing was signed, and a few more wrong ones lock it\n  help: try it with the token's own tool before the next run"
                ))
            }
            Error::Pkcs11(RvError::PinLocked, _) => TokenError::usage(format!(
                "the PIN of token `{name}` is locked\n  help: whoever manages the token unlocks it, with its own tool"
            )),
            other => self.failed(&other),
        });
        refused.map_or(Ok(()), |error| Err(error.into()))
    }

    /// The one private key that fits the address.
    pub(super) fn private_key(&self, address: &Address) -> Result<PrivateKey, TokenError> {
        let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
        wanted.extend(address.label.iter().map(|label| Attribute::Label(label.as_bytes().to_vec())));
        wanted.extend(address.id.iter().map(|id| Attribute::Id(id.clone())));
        let found = self.session.find_objects(&wanted).map_err(|error| self.failed(&error))?;
        let name = self.name();
        let handle = match found.as_slice() {
            [handle] => *handle,
            [] => {
                return Err(TokenError::usage(format!(
                    "token `{name}` has no such private key (`object=`, `id=`)\n  help: its own tool lists its keys, such as `pkcs11-tool --login --list-objects`"
                )));
            }
            several => {
                return Err(TokenError::usage(format!(
                    "{} private keys of token `{name}` fit\n  help: tell them apart with `object=` (label) and `id=` (`id=%01`)",
                    several.len()
                )));
            }
        };
        let (mut id, mut label) = (Vec::new(), Vec::new());
        for attribute in
            self.attributes(handle, &[AttributeType::Id, AttributeType::Label, AttributeType::AlwaysAuthenticate])?
        {
            match attribute {
                Attribute::Id(value) => id = value,
                Attribute::Label(value) => label = value,
                Attribute::AlwaysAuthenticate(true) => {
                    return Err(TokenError::usage(format!(
                        "this key wants its PIN again for each signature, which is not done here\n  help: {OWN_TOOL}"
                    )));
                }
                _ => {}
            }
        }
        Ok(PrivateKey { handle, id, label })
    }

    /// The public key beside a private one: the one object with its id, or its label where it has none.
    pub(super) fn public_key(&self, private: &PrivateKey) -> Result<PublicKey, TokenError> {
        let same = match private.id.is_empty() {
            true => Attribute::Label(private.label.clone()),
            false => Attribute::Id(private.id.clone()),
        };
        let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), same];
        let found = self.session.find_objects(&wanted).map_err(|error| self.failed(&error))?;
        let [handle] = found.as_slice() else {
            return Err(TokenError::usage(format!(
                "token `{}` shows {} public keys that belong to this private one\n  help: name the public key with `--public-key FILE`",
                self.name(),
                found.len()
            )));
        };
        self.read_public(*handle)
    }

    fn read_public(&self, handle: ObjectHandle) -> Result<PublicKey, TokenError> {
        use AttributeType as Type;
        let wanted = [Type::KeyType, Type::Modulus, Type::PublicExponent, Type::EcParams, Type::EcPoint];
        let (mut kind, mut modulus, mut exponent) = (None, Vec::new(), Vec::new());
        let (mut parameters, mut point) = (Vec::new(), Vec::new());
        for attribute in self.attributes(handle, &wanted)? {
            match attribute {
                Attribute::KeyType(value) => kind = Some(value),
                Attribute::Modulus(value) => modulus = value,
                Attribute::PublicExponent(value) => exponent = value,
                Attribute::EcParams(value) => parameters = value,
                Attribute::EcPoint(value) => point = value,
                _ => {}
            }
        }
        let parts = match kind {
            Some(KeyType::RSA) => KeyParts::Rsa { modulus: &modulus, exponent: &exponent },
            Some(KeyType::EC) => KeyParts::Curve { parameters: &parameters, point: &point },
            Some(KeyType::EC_EDWARDS) => KeyParts::Edwards { point: &point },
            _ => return Err(unsupported()),
        };
        PublicKey::from_parts(parts)
            .map_err(|doubt| {
                let name = self.name();
                TokenError::usage(format!(
                    "the public key on token `{name}`: {doubt}\n  help: name it with `--public-key FILE`, or another with `object=` and `id=`"
                ))
            })
    }

    /// Signs by the algorithm that follows from the public key, as with a key in a file.
    pub(super) fn sign(&self, private: &PrivateKey, public: &PublicKey, bytes: &[u8]) -> Result<Vec<u8>, TokenError> {
        let algorithm = public.algorithm();
        let mechanism = mechanism(algorithm).ok_or_else(unsupported)?;
        let signed = |data| self.session.sign(&mechanism, private.handle, data).map_err(|error| self.failed(&error));
        let Algorithm::Ecdsa(_, hash) = algorithm else { return signed(bytes) };
        let message = Message::bytes(bytes);
        let halves = signed(message.digest(hash).map_err(TokenError::usage)?)?;
        ecdsa_signature(&halves).ok_or_else(|| {
            TokenError::unreachable(format!("token `{}` gave no ECDSA signature\n  help: {OWN_TOOL}", self.name()))
        })
    }

    fn attributes(&self, handle: ObjectHandle, wanted: &[AttributeType]) -> Result<Vec<Attribute>, TokenError> {
        self.session.get_attributes(handle, wanted).map_err(|error| self.failed(&error))
    }

    /// Its label, as it can be shown.
    fn name(&self) -> String {
        self.info.label().escape_debug().to_string()
    }

    fn failed(&self, error: &Error) -> TokenError {
        TokenError::unreachable(format!("token `{}`: {}\n  help: {OWN_TOOL}", self.name(), told(error)))
    }
}

/// A token by its slot.
type Slotted = (Slot, TokenInfo);

/// The tokens that fit an address, and the labels of the others.
fn tokens(context: &Pkcs11, address: &Address) -> Result<(Vec<Slotted>, Vec<String>), Error> {
    let (mut fitting, mut others) = (Vec::new(), Vec::new());
    for slot in context.get_slots_with_token()? {
        match context.get_token_info(slot) {
            Ok(info) if fits(slot, &info, address) => fitting.push((slot, info)),
            Ok(info) if info.token_initialized() => others.push(info.label().to_owned()),
            // A blank one, or a card of others in another reader.
            Ok(_) | Err(Error::Pkcs11(RvError::TokenNotRecognized | RvError::TokenNotPresent, _)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((fitting, others))
}

fn fits(slot: Slot, info: &TokenInfo, address: &Address) -> bool {
    let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
    info.token_initialized()
        && address.slot.is_none_or(|wanted| wanted == slot.id())
        && is(&address.token, info.label())
        && is(&address.manufacturer, info.manufacturer_id())
        && is(&address.serial, info.serial_number())
        && is(&address.model, info.model())
}

/// What the token has to do. It hashes by itself, but for ECDSA, where hardly any does.
fn mechanism(algorithm: Algorithm) -> Option<Mechanism<'static>> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let pss = |hash_alg, mgf, hash: DigestAlgorithm| PkcsPssParams { hash_alg, mgf, s_len: salt(hash).into() };
    Some(match algorithm {
        Algorithm::Ecdsa(..) => Mechanism::Ecdsa,
        Algorithm::Ed25519 => Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure)),
        Algorithm::RsaPkcs1(Sha256) => Mechanism::Sha256RsaPkcs,
        Algorithm::RsaPkcs1(Sha384) => Mechanism::Sha384RsaPkcs,
        Algorithm::RsaPkcs1(Sha512) => Mechanism::Sha512RsaPkcs,
        Algorithm::RsaPss(Sha256) => {
            Mechanism::Sha256RsaPkcsPss(pss(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, Sha256))
        }
        Algorithm::RsaPss(Sha384) => {
            Mechanism::Sha384RsaPkcsPss(pss(MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, Sha384))
        }
        Algorithm::RsaPss(Sha512) => {
            Mechanism::Sha512RsaPkcsPss(pss(MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, Sha512))
        }
        Algorithm::Ed25519ph | Algorithm::MlDsa(_) => return None,
    })
}

/// The length of the salt in bytes, that of the hash (RFC 8017 section 9.1).
const fn salt(hash: DigestAlgorithm) -> u64 {
    match hash {
        DigestAlgorithm::Sha256 => 32,
        DigestAlgorithm::Sha384 => 48,
        DigestAlgorithm::Sha512 => 64,
    }
}

fn unsupported() -> TokenError {
    TokenError::usage(format!(
        "this kind of key does not sign here with a token (ECDSA, RSA and Ed25519 do)\n  help: {OWN_TOOL}"
    ))
}

fn listed(labels: &[String]) -> String {
    match labels.is_empty() {
        true => "none that is initialised".to_owned(),
        false => {
            let quoted: Vec<String> = labels.iter().map(|label| format!("`{}`", label.escape_debug())).collect();
            quoted.join(", ")
        }
    }
}

/// What went wrong, by the names of the standard: the crate's own texts fill paragraphs.
fn told(error: &Error) -> String {
    match error {
        Error::Pkcs11(value, function) => format!("`C_{function:?}` failed with `{value:?}`"),
        other => other.to_string(),
    }
}
