//! The Kubernetes versions that can be chosen.

use crate::scenario::Version;

/// The versions whose rules are known, newest first.
pub fn version_choices() -> impl Iterator<Item = String> {
    (Version::OLDEST.minor..=Version::NEWEST.minor).rev().map(|minor| Version { minor }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first() {
        assert_eq!(version_choices().next(), Some(Version::NEWEST.to_string()));
        assert_eq!(version_choices().last(), Some(Version::OLDEST.to_string()));
    }
}
