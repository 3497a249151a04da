//! The file of `--state`: read at the start if it is there, replaced as a whole by each save.
//!
//! It is written beside its place and moved there when it is complete, so that no crash leaves half of
//! it. A file that cannot be read as a chain is never written to: the node does not start with it.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use ebb_node::chain::Chain;

/// Puts the chain that `file` holds in the place of `chain`; a file that does not exist is no error.
pub(crate) fn load(chain: &mut Chain, file: &Path) -> Result<(), String> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return check_folder(file),
        Err(error) => return Err(format!("{} cannot be read: {error}", file.display())),
    };
    chain.load(&bytes).map_err(|error| {
        format!(
            "{}: {error}. The file is left as it is; to start anew, name another one with --state or move it away",
            file.display()
        )
    })?;
    // What is left of a save that was killed takes up room only.
    let _ = sweep(file);
    Ok(())
}

/// Where the file cannot be written at the end, say so at the start.
fn check_folder(file: &Path) -> Result<(), String> {
    if folder(file).is_dir() {
        return Ok(());
    }
    Err(format!(
        "{} cannot be saved: there is no folder {}",
        file.display(),
        folder(file).display()
    ))
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Writes `bytes` to `file`, all or nothing.
pub(crate) fn save(file: &Path, bytes: &[u8]) -> Result<(), String> {
    // Behind a link it is the file that is replaced, not the link.
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let part = part(&target, &std::process::id().to_string());
    write(&part, &target, bytes).map_err(|error| {
        // What is left of a failed try is of no use to anyone.
        let _ = fs::remove_file(&part);
        format!(
            "the state could not be saved to {}: {error}",
            file.display()
        )
    })
}

fn write(part: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut written = File::create(part)?;
    // Held until this is closed or the process ends: tells `sweep` that somebody is at work here.
    written.lock()?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(part, target)?;
    // Until the folder is written too, a loss of power may bring the old file back.
    File::open(folder(target))?.sync_all()
}

/// The name under which process `writer` prepares `target`.
fn part(target: &Path, writer: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(format!(".{writer}.part"));
    name.into()
}

/// Removes what killed saves of `file` left behind.
fn sweep(file: &Path) -> io::Result<()> {
    let target = fs::canonicalize(file)?;
    for entry in fs::read_dir(folder(&target))? {
        let path = entry?.path();
        let writer = path.file_stem().map(PathBuf::from);
        let writer = writer.as_deref().and_then(Path::extension);
        let is_part = writer
            .and_then(|writer| writer.to_str())
            .is_some_and(|writer| {
                writer.bytes().all(|digit| digit.is_ascii_digit()) && path == part(&target, writer)
            });
        if is_part && File::open(&path)?.try_lock().is_ok() {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use ebb_node::chain::ChainConfig;

    use super::*;

    /// A folder of its own for one test, gone with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("ebb-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
            let mut names: Vec<_> = entries.map(name).collect();
            names.sort();
            names
                .into_iter()
                .map(|name| name.into_string().unwrap())
                .collect()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn chain() -> Chain {
        Chain::new(ChainConfig::default())
    }

    #[test]
    fn a_saved_chain_is_found_again_and_nothing_else_is_left() {
        let folder = Folder::new("saved");
        let file = folder.0.join("chain.json");
        let mut first = chain();
        load(&mut first, &file).unwrap();
        first.mine(3, 0);
        save(&file, &first.save()).unwrap();
        save(&file, &first.save()).unwrap();
        let mut again = chain();
        load(&mut again, &file).unwrap();
        assert_eq!(again.latest().hash, first.latest().hash);
        assert_eq!(folder.names(), ["chain.json"]);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = Folder::new("link");
        let (file, link) = (folder.0.join("chain.json"), folder.0.join("link.json"));
        save(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        save(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn only_what_nobody_writes_any_more_is_swept_away() {
        let folder = Folder::new("sweep");
        let file = folder.0.join("chain.json");
        save(&file, &chain().save()).unwrap();
        let busy = File::create(folder.0.join("chain.json.4.part")).unwrap();
        busy.lock().unwrap();
        for left in [
            "chain.json.7.part",
            "chain.json.x.part",
            "other.json.7.part",
            "chain.json.7",
        ] {
            fs::write(folder.0.join(left), "half").unwrap();
        }
        load(&mut chain(), &file).unwrap();
        let kept = [
            "chain.json",
            "chain.json.4.part",
            "chain.json.7",
            "chain.json.x.part",
            "other.json.7.part",
        ];
        assert_eq!(folder.names(), kept);
    }

    #[test]
    fn what_is_no_saved_chain_is_refused_and_left_alone() {
        let folder = Folder::new("foreign");
        let file = folder.0.join("chain.json");
        let whole = chain().save();
        let text = String::from_utf8(whole.clone()).unwrap();
        let newer = text.replacen("state 1", "state 2", 1);
        for (content, words) in [
            (&b""[..], "it is empty"),
            (b"{", "not a state saved by ebb-node"),
            (b"\x1f\x8b\x08\x00\x00", "not a state saved by ebb-node"),
            (
                br#"{"block":{},"accounts":{}}"#,
                "not a state saved by ebb-node",
            ),
            (br#"{"format":"ebb-node state 7"}"#, "`ebb-node state 7`"),
            (newer.as_bytes(), "use the version that saved it"),
            (&whole[..whole.len() / 2], "not a state saved by ebb-node"),
        ] {
            fs::write(&file, content).unwrap();
            let error = load(&mut chain(), &file).unwrap_err();
            assert!(
                error.contains(words) && error.contains("name another one"),
                "{error}"
            );
            assert_eq!(fs::read(&file).unwrap(), content);
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_at_the_start() {
        let error = load(&mut chain(), Path::new("/nowhere/at/all/chain.json")).unwrap_err();
        assert!(
            error.contains("there is no folder /nowhere/at/all"),
            "{error}"
        );
    }
}
