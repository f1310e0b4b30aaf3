//! Private keys: making, reading, writing, signing.

use super::{pem, unfit};
use crate::kind::refused;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{AssociatedOid, DecodePrivateKey, EncodePrivateKey, EncodePublicKey, ObjectIdentifier};
use provision_engine::provider::ProviderError;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey};
use rsa::rand_core::OsRng;
use rsa::sha2::{Digest, Sha256, Sha384, Sha512};
use rsa::signature::hazmat::PrehashSigner;
use rsa::signature::{SignatureEncoding, Signer};
use sec1::der::Encode;
use spki::AlgorithmIdentifierOwned;
use ssh_key::private::{EcdsaKeypair, Ed25519Keypair, KeypairData, RsaKeypair};

/// A private key.
pub(super) enum Key {
    Rsa(Box<rsa::RsaPrivateKey>),
    P224(p224::SecretKey),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

/// The bits of RSA keys that are made here.
const RSA_BITS: std::ops::RangeInclusive<usize> = 512..=16384;

const SHA256_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A defect of a library, for the one in a million.
fn broken(error: impl std::fmt::Display) -> ProviderError {
    refused(format!("The key cannot be written: {error}"), "Please report this.")
}

/// The text that the older format of keys on a curve has.
macro_rules! sec1_text {
    ($key:expr, $curve:ty) => {{
        let (secret, public) = ($key.to_bytes(), $key.public_key().to_encoded_point(false));
        let der = sec1::EcPrivateKey {
            private_key: &secret,
            parameters: Some(sec1::EcParameters::NamedCurve(<$curve>::OID)),
            public_key: Some(public.as_bytes()),
        };
        pem::encode("EC PRIVATE KEY", &der.to_der().map_err(broken)?)
    }};
}

/// A signature on a curve.
macro_rules! ecdsa {
    ($curve:ident, $key:expr, $hash:expr) => {{
        let key = $curve::ecdsa::SigningKey::from_bytes(&$key.to_bytes()).map_err(broken)?;
        let signature: $curve::ecdsa::Signature = key.sign_prehash(&$hash).map_err(broken)?;
        signature.to_der().as_bytes().to_vec()
    }};
}

impl Key {
    /// A new RSA key.
    pub(super) fn rsa(bits: i64) -> Result<Key, ProviderError> {
        let bits = usize::try_from(bits).ok().filter(|b| RSA_BITS.contains(b));
        let bits =
            bits.ok_or_else(|| refused("rsa_bits is not from 512 to 16384", "Use 2048, 3072 or 4096."))?;
        Ok(Key::Rsa(Box::new(rsa::RsaPrivateKey::new(&mut OsRng, bits).map_err(broken)?)))
    }

    /// A new key on a curve.
    pub(super) fn ecdsa(curve: &str) -> Result<Key, ProviderError> {
        Ok(match curve {
            "P224" => Key::P224(p224::SecretKey::random(&mut OsRng)),
            "P256" => Key::P256(p256::SecretKey::random(&mut OsRng)),
            "P384" => Key::P384(p384::SecretKey::random(&mut OsRng)),
            "P521" => Key::P521(p521::SecretKey::random(&mut OsRng)),
            _ => return Err(refused(format!("There is no curve {curve}"), "Use P224, P256, P384 or P521.")),
        })
    }

    /// A new Ed25519 key.
    pub(super) fn ed25519() -> Key {
        Key::Ed25519(Box::new(ed25519_dalek::SigningKey::generate(&mut OsRng)))
    }

    /// From PEM: PKCS#1, SEC 1 or PKCS#8.
    pub(super) fn from_pem(text: &str) -> Result<Key, ProviderError> {
        let (label, der) = pem::decode(text).ok_or_else(|| unfit("The private key is no PEM text"))?;
        let key = match label.as_str() {
            "RSA PRIVATE KEY" => rsa::RsaPrivateKey::from_pkcs1_der(&der).ok().map(|k| Key::Rsa(Box::new(k))),
            "EC PRIVATE KEY" => None
                .or_else(|| p256::SecretKey::from_sec1_der(&der).ok().map(Key::P256))
                .or_else(|| p384::SecretKey::from_sec1_der(&der).ok().map(Key::P384))
                .or_else(|| p521::SecretKey::from_sec1_der(&der).ok().map(Key::P521))
                .or_else(|| p224::SecretKey::from_sec1_der(&der).ok().map(Key::P224)),
            "PRIVATE KEY" => Key::from_pkcs8(&der),
            other => return Err(unfit(format!("PEM text of the kind \"{other}\" is no private key"))),
        };
        key.ok_or_else(|| unfit(format!("The private key of the kind \"{label}\" cannot be read")))
    }

    fn from_pkcs8(der: &[u8]) -> Option<Key> {
        None.or_else(|| rsa::RsaPrivateKey::from_pkcs8_der(der).ok().map(|k| Key::Rsa(Box::new(k))))
            .or_else(|| p256::SecretKey::from_pkcs8_der(der).ok().map(Key::P256))
            .or_else(|| p384::SecretKey::from_pkcs8_der(der).ok().map(Key::P384))
            .or_else(|| p521::SecretKey::from_pkcs8_der(der).ok().map(Key::P521))
            .or_else(|| p224::SecretKey::from_pkcs8_der(der).ok().map(Key::P224))
            .or_else(|| {
                ed25519_dalek::SigningKey::from_pkcs8_der(der).ok().map(|k| Key::Ed25519(Box::new(k)))
            })
    }

    /// From OpenSSH's own format.
    pub(super) fn from_openssh(text: &str) -> Result<Key, ProviderError> {
        let read = || {
            let (_, content) = pem::decode(text).filter(|(label, _)| label == "OPENSSH PRIVATE KEY")?;
            let key = ssh_key::PrivateKey::from_bytes(&content).ok()?;
            Some(match key.key_data() {
                KeypairData::Rsa(k) => Key::Rsa(Box::new(rsa_of(k)?)),
                KeypairData::Ed25519(k) => {
                    Key::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&k.private.to_bytes())))
                }
                KeypairData::Ecdsa(EcdsaKeypair::NistP256 { private, .. }) => {
                    Key::P256(p256::SecretKey::from_slice(private.as_slice()).ok()?)
                }
                KeypairData::Ecdsa(EcdsaKeypair::NistP384 { private, .. }) => {
                    Key::P384(p384::SecretKey::from_slice(private.as_slice()).ok()?)
                }
                KeypairData::Ecdsa(EcdsaKeypair::NistP521 { private, .. }) => {
                    Key::P521(p521::SecretKey::from_slice(private.as_slice()).ok()?)
                }
                _ => return None,
            })
        };
        read().ok_or_else(|| unfit("The OpenSSH private key cannot be read"))
    }

    /// `RSA`, `ECDSA` or `ED25519`.
    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Key::Rsa(_) => "RSA",
            Key::Ed25519(_) => "ED25519",
            _ => "ECDSA",
        }
    }

    /// In the format of its kind: PKCS#1, SEC 1, PKCS#8.
    pub(super) fn to_pem(&self) -> Result<String, ProviderError> {
        Ok(match self {
            Key::Rsa(k) => pem::encode("RSA PRIVATE KEY", k.to_pkcs1_der().map_err(broken)?.as_bytes()),
            Key::P224(k) => sec1_text!(k, p224::NistP224),
            Key::P256(k) => sec1_text!(k, p256::NistP256),
            Key::P384(k) => sec1_text!(k, p384::NistP384),
            Key::P521(k) => sec1_text!(k, p521::NistP521),
            Key::Ed25519(_) => self.to_pkcs8_pem()?,
        })
    }

    /// As PKCS#8.
    pub(super) fn to_pkcs8_pem(&self) -> Result<String, ProviderError> {
        let document = match self {
            Key::Rsa(k) => k.to_pkcs8_der(),
            Key::P224(k) => k.to_pkcs8_der(),
            Key::P256(k) => k.to_pkcs8_der(),
            Key::P384(k) => k.to_pkcs8_der(),
            Key::P521(k) => k.to_pkcs8_der(),
            // The older form, without the public key.
            Key::Ed25519(k) => {
                let secret =
                    ed25519_dalek::pkcs8::KeypairBytes { secret_key: k.to_bytes(), public_key: None };
                secret.to_pkcs8_der()
            }
        };
        Ok(pem::encode("PRIVATE KEY", document.map_err(broken)?.as_bytes()))
    }

    /// In OpenSSH's format; `None` for P224, which it does not know.
    pub(super) fn to_openssh(&self) -> Result<Option<String>, ProviderError> {
        let Some(pair) = self.pair()? else { return Ok(None) };
        let key = ssh_key::PrivateKey::new(pair, "").map_err(broken)?;
        let content = key.to_bytes().map_err(broken)?;
        Ok(Some(pem::encode("OPENSSH PRIVATE KEY", &content)))
    }

    /// The public key on the wire of OpenSSH, and the name of its kind; `None` for P224.
    pub(super) fn openssh_public(&self) -> Result<Option<(String, Vec<u8>)>, ProviderError> {
        let Some(pair) = self.pair()? else { return Ok(None) };
        let key = ssh_key::PrivateKey::new(pair, "").map_err(broken)?;
        let content = key.public_key().to_bytes().map_err(broken)?;
        Ok(Some((key.algorithm().as_str().to_owned(), content)))
    }

    fn pair(&self) -> Result<Option<KeypairData>, ProviderError> {
        let ecdsa = |pair| Some(KeypairData::Ecdsa(pair));
        Ok(match self {
            Key::Rsa(k) => Some(KeypairData::Rsa(RsaKeypair::try_from(k.as_ref()).map_err(broken)?)),
            Key::P224(_) => None,
            Key::P256(k) => ecdsa(EcdsaKeypair::NistP256 {
                public: k.public_key().to_encoded_point(false),
                private: k.clone().into(),
            }),
            Key::P384(k) => ecdsa(EcdsaKeypair::NistP384 {
                public: k.public_key().to_encoded_point(false),
                private: k.clone().into(),
            }),
            Key::P521(k) => ecdsa(EcdsaKeypair::NistP521 {
                public: k.public_key().to_encoded_point(false),
                private: k.clone().into(),
            }),
            Key::Ed25519(k) => Some(KeypairData::Ed25519(Ed25519Keypair::from_seed(&k.to_bytes()))),
        })
    }

    /// The public key as SubjectPublicKeyInfo.
    pub(super) fn public_der(&self) -> Result<Vec<u8>, ProviderError> {
        let document = match self {
            Key::Rsa(k) => k.to_public_key().to_public_key_der(),
            Key::P224(k) => k.public_key().to_public_key_der(),
            Key::P256(k) => k.public_key().to_public_key_der(),
            Key::P384(k) => k.public_key().to_public_key_der(),
            Key::P521(k) => k.public_key().to_public_key_der(),
            Key::Ed25519(k) => k.verifying_key().to_public_key_der(),
        };
        Ok(document.map_err(broken)?.into_vec())
    }

    /// The algorithm that it signs with.
    pub(super) fn signature_algorithm(&self) -> AlgorithmIdentifierOwned {
        let plain = |oid| AlgorithmIdentifierOwned { oid, parameters: None };
        match self {
            Key::Rsa(_) => {
                AlgorithmIdentifierOwned { oid: SHA256_RSA, parameters: Some(spki::der::asn1::Null.into()) }
            }
            Key::P224(_) | Key::P256(_) => plain(ECDSA_SHA256),
            Key::P384(_) => plain(ECDSA_SHA384),
            Key::P521(_) => plain(ECDSA_SHA512),
            Key::Ed25519(_) => plain(ED25519),
        }
    }

    /// Signs with [`Key::signature_algorithm`].
    pub(super) fn sign(&self, content: &[u8]) -> Result<Vec<u8>, ProviderError> {
        Ok(match self {
            Key::Rsa(k) => {
                let key = rsa::pkcs1v15::SigningKey::<Sha256>::new(k.as_ref().clone());
                key.try_sign(content).map_err(broken)?.to_vec()
            }
            Key::P224(k) => ecdsa!(p224, k, Sha256::digest(content)),
            Key::P256(k) => ecdsa!(p256, k, Sha256::digest(content)),
            Key::P384(k) => ecdsa!(p384, k, Sha384::digest(content)),
            Key::P521(k) => ecdsa!(p521, k, Sha512::digest(content)),
            Key::Ed25519(k) => k.sign(content).to_vec(),
        })
    }
}

/// An RSA key of any length.
fn rsa_of(pair: &RsaKeypair) -> Option<rsa::RsaPrivateKey> {
    let number = |n: &ssh_key::Mpint| n.as_positive_bytes().map(rsa::BigUint::from_bytes_be);
    let (public, private) = (&pair.public, &pair.private);
    let primes = vec![number(&private.p)?, number(&private.q)?];
    rsa::RsaPrivateKey::from_components(number(&public.n)?, number(&public.e)?, number(&private.d)?, primes)
        .ok()
}
