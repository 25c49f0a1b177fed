//! Which Kubernetes minor version's rules apply.

use std::fmt;

/// A Kubernetes minor version, 1.x.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub minor: u32,
}

impl Version {
    /// The oldest version whose rules are known.
    pub const OLDEST: Version = Version { minor: 30 };
    /// The newest version whose rules are known: kube-apiserver v1.37.2 was read.
    pub const NEWEST: Version = Version { minor: 37 };

    /// Reads `1.36`, `v1.36` or `1.36.3`.
    ///
    /// # Errors
    /// A sentence for a person when the text is no such version or its rules are not known.
    pub fn parse(text: &str) -> Result<Version, String> {
        let unprefixed = text.trim().trim_start_matches('v');
        let mut parts = unprefixed.split('.');
        let minor = match (parts.next(), parts.next().and_then(|minor| minor.parse::<u32>().ok())) {
            (Some("1"), Some(minor)) => minor,
            _ => return Err(format!("{text:?} is not a Kubernetes version such as \"{}\"", Version::NEWEST)),
        };
        let version = Version { minor };
        if version < Version::OLDEST || version > Version::NEWEST {
            return Err(format!(
                "the rules of Kubernetes {version} are not known here, only those of {} to {}",
                Version::OLDEST,
                Version::NEWEST
            ));
        }
        Ok(version)
    }

    /// Whether this version is 1.`minor` or newer.
    pub fn at_least(self, minor: u32) -> bool {
        self.minor >= minor
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_spellings() {
        for text in ["1.36", "v1.36", "1.36.3", " v1.36.0-rc.1 "] {
            assert_eq!(Version::parse(text), Ok(Version { minor: 36 }), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["", "2.0", "1", "latest", "1.12", "1.99"] {
            assert!(Version::parse(text).is_err(), "{text}");
        }
    }
}
