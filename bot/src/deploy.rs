//! What the driver brings to the chain: a mock that forge compiled, and a Stylus program that
//! scripts/build compiled, which is deployed, activated and constructed. It knows nothing of what
//! they do.

use std::{fs, path::Path};

use alloy::{
    contract::CallBuilder,
    primitives::{Address, Bytes, U256, keccak256, utils::Unit},
    providers::Provider,
    sol_types::SolCall,
};
use anyhow::{Context, Result, bail, ensure};

use crate::{
    abi::{
        ARB_WASM,
        ArbWasm::{self, ArbWasmInstance},
        stylus_constructorCall,
    },
    chain::Chain,
};

/// What the quote of an activation's fee may offer at most [wei]; the quote tells the fee itself.
const MAX_DATA_FEE: U256 = Unit::ETHER.wei_const();
/// The fee grows with every activation on the chain: a fifth more is sent, and what is left returns.
const FEE_PERCENT: u64 = 120;

/// Deploys the mock `name`, which forge has written to `artifacts`, with its ABI-encoded `arguments`.
pub(crate) async fn mock(
    chain: &Chain,
    artifacts: &Path,
    name: &str,
    arguments: Vec<u8>,
) -> Result<Address> {
    let mut code = mock_initcode(artifacts, name)?.to_vec();
    code.extend(arguments);
    chain.create(name, code).await
}

/// Deploys the program `package`, which scripts/build has written to `programs`, activates it unless
/// the chain knows its code, and calls its constructor with the ABI-encoded `arguments`.
pub(crate) async fn program(
    chain: &Chain,
    programs: &Path,
    package: &str,
    arguments: &[u8],
) -> Result<Address> {
    let code = program_initcode(programs, package)?;
    let address = chain.create(package, code.to_vec()).await?;
    activate(chain, package, address).await?;
    let input = [&stylus_constructorCall::SELECTOR, arguments].concat();
    let construction = CallBuilder::new_raw(chain.provider.clone(), input.into()).to(address);
    let act = format!("constructing {package}");
    chain.send(&act, construction.from(chain.payer)).await?;
    Ok(address)
}

/// Makes the program callable, at the fee that the chain quotes.
async fn activate(chain: &Chain, package: &str, address: Address) -> Result<()> {
    let arb_wasm = ArbWasm::new(ARB_WASM, chain.provider.clone());
    if is_active(chain, &arb_wasm, address).await? {
        return Ok(());
    }
    // The quote needs a value that covers the fee, and nobody can offer more than he has.
    let balance = chain.provider.get_balance(chain.payer).await?;
    let offer = MAX_DATA_FEE.min(balance / U256::from(2));
    let activation = arb_wasm.activateProgram(address).from(chain.payer);
    let quote = activation.clone().value(offer).call().await;
    let fee = quote
        .with_context(|| format!("the chain refuses to activate {package}"))?
        .dataFee;
    let value = fee * U256::from(FEE_PERCENT) / U256::from(100);
    let act = format!("activating {package}");
    chain.send(&act, activation.value(value)).await?;
    Ok(())
}

/// Whether the chain runs this code by its present rules already: activation is per code.
async fn is_active<P: Provider>(
    chain: &Chain,
    arb_wasm: &ArbWasmInstance<P>,
    address: Address,
) -> Result<bool> {
    let current = arb_wasm.stylusVersion().call().await;
    let current = current.context("this chain does not run Stylus: start one with `make node`")?;
    let code = chain.provider.get_code_at(address).await?;
    // It reverts for code that it does not know or whose activation has expired.
    let version = arb_wasm.codehashVersion(keccak256(&code)).call().await;
    Ok(version.is_ok_and(|version| version == current))
}

/// The creation code that forge has written for the contract `name`.
fn mock_initcode(artifacts: &Path, name: &str) -> Result<Bytes> {
    let path = artifacts
        .join(format!("{name}.sol"))
        .join(format!("{name}.json"));
    let shown = path.display();
    let text = fs::read_to_string(&path).with_context(|| {
        format!("{shown} cannot be read: run `forge build` in the repository first")
    })?;
    let artifact: serde_json::Value = serde_json::from_str(&text)
        .with_context(|| format!("{shown} is not JSON: delete it and run `forge build`"))?;
    let Some(code) = artifact
        .pointer("/bytecode/object")
        .and_then(|code| code.as_str())
    else {
        bail!("{shown} holds no bytecode: delete it and run `forge build`");
    };
    code.parse()
        .with_context(|| format!("the bytecode in {shown} is not hexadecimal"))
}

/// The creation code that scripts/build has written for `package`.
fn program_initcode(programs: &Path, package: &str) -> Result<Bytes> {
    let path = programs.join(package).join(format!("{package}.init"));
    let shown = path.display();
    let advice = format!("run `scripts/build {package}` in the repository first");
    let text =
        fs::read_to_string(&path).with_context(|| format!("{shown} cannot be read: {advice}"))?;
    let code: Bytes = text
        .trim()
        .parse()
        .with_context(|| format!("{shown} is not hexadecimal: delete its folder and {advice}"))?;
    ensure!(
        !code.is_empty(),
        "{shown} is empty: delete its folder and {advice}"
    );
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a program whose file holds `text`, or that has none.
    fn read(name: &str, text: Option<&str>) -> Result<Bytes, String> {
        let programs = std::env::temp_dir().join(format!("ebb-deploy-{}", std::process::id()));
        let folder = programs.join(name);
        if let Some(text) = text {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(format!("{name}.init")), text).unwrap();
        }
        let read = program_initcode(&programs, name).map_err(|error| format!("{error:#}"));
        let _ = fs::remove_dir_all(&folder);
        read
    }

    #[test]
    fn a_program_is_read_as_hexadecimal() {
        let code = Bytes::from_static(&[0x7f, 0x00, 0xff]);
        assert_eq!(read("good", Some("0x7f00ff")), Ok(code.clone()));
        assert_eq!(read("line", Some("0x7f00ff\n")), Ok(code));
    }

    #[test]
    fn a_program_that_is_not_built_is_named_with_advice() {
        for (name, text) in [
            ("none", None),
            ("empty", Some("")),
            ("garbled", Some("0xzz")),
        ] {
            let error = read(name, text).unwrap_err();
            assert!(error.contains(&format!("{name}.init")), "{error}");
            assert!(error.contains(&format!("scripts/build {name}")), "{error}");
        }
    }

    #[test]
    fn the_constructor_has_the_selector_that_the_sdk_routes() {
        assert_eq!(stylus_constructorCall::SELECTOR, [0x55, 0x85, 0x25, 0x8d]);
    }
}
