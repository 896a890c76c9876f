//! Two things before the core is compiled: the lists for the package, and a digest of the sources.
//!
//! The digest (`SCREENLIB_SOURCES`) is that of `src` and `Cargo.lock`: what decides answers beside
//! the tables, which have a digest of their own. It is the same on every machine, whatever compiles
//! them and with which line ends, so that a replay tells two builds of one version apart and takes
//! the same sources for the same.
//!
//! Copies `lists/` (at the top of the repository, or of an unpacked source distribution) into
//! `OUT_DIR/lists`, from where maturin puts it into the package as `screenlib/_data/lists`.
//!
//! In: the directory `../../lists`, which need not exist (plain `cargo test` of the crate alone).
//! Out: a copy without leftovers: `OUT_DIR/lists` is emptied first, so that a snapshot removed from
//! the repository is not shipped by a later build.
//! Refuses: symbolic links and anything that is neither a file nor a directory.

// The core's own, of which one function is needed here.
#[allow(dead_code)]
#[path = "src/hash.rs"]
mod hash;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// All files below a directory.
fn files(below: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(below)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else if entry.path().extension().is_some_and(|ending| ending == "rs") {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// The digest of what the core is compiled from.
fn sources(crate_dir: &Path) -> io::Result<String> {
    let mut paths = vec![crate_dir.join("Cargo.lock")];
    files(&crate_dir.join("src"), &mut paths)?;
    let mut named = Vec::new();
    for path in &paths {
        let name = path.strip_prefix(crate_dir).expect("it is below").components();
        let name: Vec<_> = name.map(|part| part.as_os_str().to_string_lossy()).collect();
        let content = fs::read(path)?.into_iter().filter(|byte| *byte != b'\r');
        named.push((name.join("/"), content.collect::<Vec<u8>>()));
    }
    named.sort();
    let mut all = Vec::new();
    for (name, content) in named {
        for part in [name.as_bytes(), &content] {
            all.extend((part.len() as u64).to_le_bytes());
            all.extend(part);
        }
    }
    Ok(format!("{:016x}", hash::xxh64(&all)))
}

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

    println!("cargo::rustc-env=SCREENLIB_SOURCES={}", sources(Path::new(&crate_dir))?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
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
