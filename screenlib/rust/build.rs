//! Copies `lists/` (at the top of the repository, or of an unpacked source distribution) into
//! `OUT_DIR/lists`, from where maturin puts it into the package as `screenlib/_data/lists`.
//!
//! In: the directory `../../lists`, which need not exist (plain `cargo test` of the crate alone).
//! Out: a copy without leftovers: `OUT_DIR/lists` is emptied first, so that a snapshot removed from
//! the repository is not shipped by a later build.
//! Refuses: symbolic links and anything that is neither a file nor a directory.

use std::path::Path;
use std::{env, fs, io};

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue; // editors' and systems' own files
        }
        let kind = entry.file_type()?;
        let target = to.join(&name);
        if kind.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else if kind.is_file() {
            // Read and write, not fs::copy: the permissions of a read-only checkout are not ours to keep.
            fs::write(&target, fs::read(entry.path())?)?;
        } else {
            let path = entry.path();
            let message = format!("{} is neither a file nor a directory", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let crate_dir = env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo");
    let out_dir = env::var_os("OUT_DIR").expect("set by cargo");
    let source = Path::new(&crate_dir).join("../../lists");
    let target = Path::new(&out_dir).join("lists");

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../lists");

    match fs::remove_dir_all(&target) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if source.is_dir() {
        copy_tree(&source, &target)?;
    }
    Ok(())
}
