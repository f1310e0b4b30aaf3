//! Random numbers of the operating system.

use crate::kind::refused;
use provision_engine::provider::ProviderError;

/// The most bytes, characters or words that one random value may have.
pub(crate) const MOST: i64 = 1 << 20;

/// Random bytes.
pub(crate) fn bytes(count: usize) -> Result<Vec<u8>, ProviderError> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|e| {
        let help = "Run the command again; if it stays, the system's random device does not work.";
        refused(format!("The operating system gives no random bytes: {e}"), help)
    })?;
    Ok(bytes)
}

/// Any 64 bits.
pub(crate) fn word() -> Result<u64, ProviderError> {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes(8)?);
    Ok(u64::from_le_bytes(word))
}

/// A number below `limit`, each as likely as any other. Zero where the limit is zero.
pub(crate) fn below(limit: u64) -> Result<u64, ProviderError> {
    if limit == 0 {
        return Ok(0);
    }
    // The numbers from here on would make the first ones likelier.
    let fair = u64::MAX - u64::MAX % limit;
    loop {
        let word = word()?;
        if word < fair {
            return Ok(word % limit);
        }
    }
}

/// One of these.
pub(crate) fn pick<T>(items: &[T]) -> Result<Option<&T>, ProviderError> {
    let index = below(items.len() as u64)?;
    Ok(items.get(index as usize))
}
