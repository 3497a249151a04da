//! What the driver brings to the chain: a mock that forge compiled, and a Stylus program that
//! scripts/build compiled, which is deployed, activated and constructed. It knows nothing of what
//! they do.

use std::{fs, path::Path};

use alloy::{
    primitives::{Address, B256, Bytes, U256, utils::Unit},
    providers::Provider,
    sol_types::SolCall,
};
use anyhow::{Context, Result, bail, ensure};

use crate::{
    abi::{
        STYLUS_DEPLOYER,
        StylusDeployer::{self, ContractDeployed},
        stylus_constructorCall,
    },
    chain::Chain,
};

/// What is sent along for the fee of an activation at most [wei]; what is too much returns.
const MAX_DATA_FEE: U256 = Unit::ETHER.wei_const();

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
/// the chain knows its code, and calls its constructor with the ABI-encoded `arguments`: all in one
/// transaction, so that nobody else can construct it.
pub(crate) async fn program(
    chain: &Chain,
    programs: &Path,
    package: &str,
    arguments: &[u8],
) -> Result<Address> {
    let code = program_initcode(programs, package)?;
    let construction = [&stylus_constructorCall::SELECTOR, arguments].concat();
    // Nobody can send more than he has, and gas is paid too.
    let balance = chain.provider.get_balance(chain.payer).await?;
    let value = MAX_DATA_FEE.min(balance / U256::from(2));
    let deployer = StylusDeployer::new(STYLUS_DEPLOYER, chain.provider.clone());
    let deployment = deployer
        .deploy_call(code, construction.into(), U256::ZERO, B256::ZERO)
        .value(value)
        .from(chain.payer);
    let receipt = chain
        .send(&format!("deploying {package}"), deployment)
        .await?;
    let event = receipt
        .logs()
        .iter()
        .filter(|log| log.address() == STYLUS_DEPLOYER)
        .find_map(|log| log.log_decode::<ContractDeployed>().ok());
    let event = event.with_context(|| {
        format!(
            "the chain has no StylusDeployer at {STYLUS_DEPLOYER}: start one that does with `make node`"
        )
    })?;
    Ok(event.inner.data.deployedContract)
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
