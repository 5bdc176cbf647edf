//! A file for what comes in and is too much to be held in memory, one page after another. It is gone when it is dropped; what a run
//! that was killed left behind is removed at the next start.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::marker::PhantomData;
use std::path::PathBuf;

use leadsmart_ports::remote::Part;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A file that is being filled.
pub(crate) struct Spool {
    stream: BufWriter<File>,
    remains: Remains,
}

/// What has to be removed.
struct Remains(PathBuf);

impl Drop for Remains {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(%error, "what had come in stays until the next start");
        }
    }
}

impl Spool {
    /// An empty file in a place where nothing is yet.
    pub(super) fn at(path: PathBuf) -> io::Result<Self> {
        super::folder::make_private_file(&path)?;
        let remains = Remains(path);
        let stream = File::options().write(true).open(&remains.0)?;
        Ok(Self { stream: BufWriter::new(stream), remains })
    }

    /// Adds a page.
    pub(crate) fn put<T: Serialize>(&mut self, page: &[T]) -> io::Result<()> {
        serde_json::to_writer(&mut self.stream, page)?;
        self.stream.write_all(b"\n")
    }

    /// Adds rows of a table. A file has pages or these.
    pub(crate) fn put_part(&mut self, part: &Part) -> io::Result<()> {
        part.write(&mut self.stream)
    }

    /// The rows in their order.
    pub(crate) fn parts(self) -> io::Result<Parts> {
        let (stream, remains) = self.reread()?;
        Ok(Parts { stream, _remains: remains })
    }

    /// From its beginning.
    fn reread(self) -> io::Result<(BufReader<File>, Remains)> {
        let Self { stream, remains } = self;
        drop(stream.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok((BufReader::new(File::open(&remains.0)?), remains))
    }

    /// The pages in their order. The file need not outlive the process, so nothing waits for the disk.
    pub(crate) fn pages<T: DeserializeOwned>(self) -> io::Result<Pages<T>> {
        let (stream, remains) = self.reread()?;
        Ok(Pages { stream, line: Vec::new(), _remains: remains, _pages: PhantomData })
    }
}

/// A file of rows that is being read.
pub(crate) struct Parts {
    stream: BufReader<File>,
    _remains: Remains,
}

impl Parts {
    /// The next rows; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Part>> {
        Part::read(&mut self.stream)
    }
}

/// A file of pages that is being read.
pub(crate) struct Pages<T> {
    stream: BufReader<File>,
    line: Vec<u8>,
    _remains: Remains,
    _pages: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Pages<T> {
    /// The next page; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Vec<T>>> {
        self.line.clear();
        if self.stream.read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_slice(&self.line)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_back_as_they_were_put_in_and_the_file_goes_with_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spool");
        let mut spool = Spool::at(path.clone()).expect("a file");
        for page in [vec!["a\nb", "c"], vec![], vec!["é"]] {
            spool.put(&page).expect("there is room");
        }
        let mut pages = spool.pages::<String>().expect("it is there");
        let mut next = || pages.next().expect("it can be read");
        assert_eq!(next(), Some(vec!["a\nb".to_owned(), "c".to_owned()]));
        assert_eq!((next(), next(), next()), (Some(Vec::new()), Some(vec!["é".to_owned()]), None));
        drop(pages);
        assert!(!path.exists());
    }

    #[test]
    fn what_is_given_up_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("spool");
        let spool = Spool::at(path.clone()).expect("a file");
        assert!(path.exists() && Spool::at(path.clone()).is_err(), "one at a time");
        drop(spool);
        assert!(!path.exists());
    }
}
