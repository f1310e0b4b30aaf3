//! Types with no cloud behind them: values, random values, moments, files, keys and certificates, archives. Each has the
//! arguments, the state content and the plans of Terraform's own provider for it.

mod archive;
mod digest;
mod entropy;
mod keepers;
mod kind;
mod local;
mod null;
mod object;
mod provider;
mod random;
mod remote_state;
mod schema;
mod terraform;
mod time;
mod tls;

pub use provider::{BuiltinProvider, Settings, States};

use kind::{DataSource, Resource};

/// The providers that the types belong to.
const PROVIDERS: [&str; 7] = ["archive", "local", "null", "random", "terraform", "time", "tls"];

/// The managed types, one a line.
fn resources() -> Vec<Box<dyn Resource>> {
    vec![
        Box::new(archive::Archive),
        Box::new(local::File),
        Box::new(local::SensitiveFile),
        Box::new(null::Null),
        Box::new(random::Bytes),
        Box::new(random::Id),
        Box::new(random::Integer),
        Box::new(random::Password),
        Box::new(random::Pet),
        Box::new(random::Shuffle),
        Box::new(random::Text),
        Box::new(random::Uuid),
        Box::new(terraform::Data),
        Box::new(time::Offset),
        Box::new(time::Rotating),
        Box::new(time::Sleep),
        Box::new(time::Static),
        Box::new(tls::CertRequest),
        Box::new(tls::LocallySignedCert),
        Box::new(tls::PrivateKey),
        Box::new(tls::SelfSignedCert),
    ]
}

/// The data sources, one a line.
fn data_sources() -> Vec<Box<dyn DataSource>> {
    vec![
        Box::new(archive::ArchiveData),
        Box::new(local::FileData),
        Box::new(local::SensitiveFileData),
        Box::new(null::NullData),
        Box::new(remote_state::RemoteState),
        Box::new(tls::CertificateData),
        Box::new(tls::PublicKeyData),
    ]
}
