//! The accounts whose keys the node knows: Nitro's public development account first, then those of a
//! mnemonic, as every development node derives them. The keys are public; the node keeps no secret.

use alloy_primitives::{Address, B256, b256};
use alloy_signer_local::{MnemonicBuilder, PrivateKeySigner};

/// The phrase that anvil, hardhat and others derive their well-known accounts from.
pub const TEST_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// The key of 0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E, which `nitro --dev` funds.
const NITRO_DEVELOPMENT_KEY: B256 =
    b256!("b6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");

/// The accounts of this node that can sign.
#[derive(Clone, Debug)]
pub struct DevAccounts {
    signers: Vec<PrivateKeySigner>,
}

impl DevAccounts {
    /// Nitro's development account and the first `count` accounts of `mnemonic`.
    ///
    /// # Errors
    /// A sentence for the user, if `mnemonic` is not a valid English BIP-39 phrase.
    pub fn derive(mnemonic: &str, count: u32) -> Result<Self, String> {
        let parent = MnemonicBuilder::from_phrase(mnemonic).build_parent_key().map_err(|error| {
            format!("the mnemonic is not a valid BIP-39 phrase ({error}); leave it out to use the usual test phrase")
        })?;
        let nitro = PrivateKeySigner::from_bytes(&NITRO_DEVELOPMENT_KEY)
            .map_err(|error| format!("the development key is unusable: {error}"))?;
        let mut signers = vec![nitro];
        for index in 0..count {
            let key = parent
                .child(index)
                .map_err(|error| format!("account {index} cannot be derived: {error}"))?;
            signers.push(key.signer());
        }
        Ok(Self { signers })
    }

    /// Every account and its key, in the order of the banner.
    pub fn iter(&self) -> impl Iterator<Item = &PrivateKeySigner> {
        self.signers.iter()
    }

    /// The addresses, in the order of the banner.
    pub fn addresses(&self) -> Vec<Address> {
        self.signers.iter().map(PrivateKeySigner::address).collect()
    }

    /// The signer of `address`, if its key is known.
    pub fn signer(&self, address: Address) -> Option<&PrivateKeySigner> {
        self.signers
            .iter()
            .find(|signer| signer.address() == address)
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::address;

    use super::*;

    #[test]
    fn the_well_known_addresses_come_out() {
        let addresses = DevAccounts::derive(TEST_MNEMONIC, 2).unwrap().addresses();
        let expected = [
            address!("3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E"),
            address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            address!("70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        ];
        assert_eq!(addresses, expected);
    }

    #[test]
    fn a_bad_phrase_is_refused() {
        assert!(DevAccounts::derive("not a phrase", 1).is_err());
    }
}
