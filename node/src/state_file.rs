//! The file of `--state`: read at the start if it is there, replaced as a whole at the end.
//!
//! It is written beside its place and moved there when it is complete, so that no crash leaves half of
//! it.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::Path,
};

use ebb_node::chain::Chain;

/// Puts the chain that `file` holds in the place of `chain`; a file that does not exist is no error.
pub(crate) fn load(chain: &mut Chain, file: &Path) -> Result<(), String> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return check_folder(file),
        Err(error) => return Err(format!("{} cannot be read: {error}", file.display())),
    };
    chain
        .load(&bytes)
        .map_err(|error| format!("{}: {error}", file.display()))
}

/// Where the file cannot be written at the end, say so at the start.
fn check_folder(file: &Path) -> Result<(), String> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(format!(
            "{} cannot be saved: there is no folder {}",
            file.display(),
            folder.display()
        )),
        _ => Ok(()),
    }
}

/// Writes `bytes` to `file`, all or nothing.
pub(crate) fn save(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = Path::new(&name);
    let written = File::create(part)
        .and_then(|mut part| part.write_all(bytes).and_then(|()| part.sync_all()))
        .and_then(|()| fs::rename(part, file));
    written.map_err(|error| {
        // What is left of a failed try is of no use to anyone.
        let _ = fs::remove_file(part);
        format!(
            "the state could not be saved to {}: {error}",
            file.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use ebb_node::chain::ChainConfig;

    use super::*;

    #[test]
    fn a_saved_chain_is_found_again_and_nothing_else_is_left() {
        let folder = std::env::temp_dir().join(format!("ebb-state-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("chain.json");
        let mut chain = Chain::new(ChainConfig::default());
        load(&mut chain, &file).unwrap();
        chain.mine(3, 0);
        save(&file, &chain.save()).unwrap();
        save(&file, &chain.save()).unwrap();
        let mut again = Chain::new(ChainConfig::default());
        load(&mut again, &file).unwrap();
        assert_eq!(again.latest().hash, chain.latest().hash);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::write(&file, "{").unwrap();
        let error = load(&mut again, &file).unwrap_err();
        assert!(error.contains("not a state saved by ebb-node"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_at_the_start() {
        let mut chain = Chain::new(ChainConfig::default());
        let error = load(&mut chain, Path::new("/nowhere/at/all/chain.json")).unwrap_err();
        assert!(
            error.contains("there is no folder /nowhere/at/all"),
            "{error}"
        );
    }
}
