//! The folder for a program's pictures and weights.

use crate::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that exists.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if it is not there. Worth doing first: a wrong path is told before the work.
    pub fn create(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)
            .map_err(|error| format!("cannot make the folder {}: {error}", path.display()))?;
        Ok(Folder(path.into()))
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a picture and returns where it went.
    pub fn write(&self, name: &str, picture: &str) -> Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, picture)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        Ok(path)
    }
}
