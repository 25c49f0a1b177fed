//! The public keys of `--service-account-key-file`, found by key id (`StaticPublicKeysGetter`).

use crate::authn::{StartupError, World};
use crate::crypto::PublicKey;
use crate::crypto::jwk::Key;
use crate::crypto::key_files::{key_id, public_keys_from_pem};

pub struct NamedKey {
    pub id: String,
    pub key: Key,
    pub file: String,
}

pub struct Keys(Vec<NamedKey>);

impl Keys {
    /// Reads every key of every file.
    ///
    /// # Errors
    /// The server would not start.
    pub fn load(files: &[String], world: &World) -> Result<Keys, StartupError> {
        let mut keys = Vec::new();
        for file in files {
            let text = world.read_file(file).map_err(StartupError::new)?;
            let found = public_keys_from_pem(text, world.faculties).map_err(|error| {
                StartupError::new(format!("error reading public key file {file}: {error}"))
            })?;
            for key in found {
                keys.push(NamedKey::new(key, file)?);
            }
        }
        Ok(Keys(keys))
    }

    /// `GetPublicKeys`: every key for an empty id, else those of that id.
    pub fn of_id(&self, id: &str) -> Vec<&NamedKey> {
        self.0.iter().filter(|key| id.is_empty() || key.id == id).collect()
    }

    /// The ids of all keys, for a person.
    pub fn ids(&self) -> String {
        self.0.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl NamedKey {
    fn new(key: PublicKey, file: &str) -> Result<NamedKey, StartupError> {
        let id = key_id(&key).map_err(|error| {
            StartupError::new(format!("failed to set up public service account keys: {error}"))
        })?;
        Ok(NamedKey { id, key: Key::Public(key), file: file.to_owned() })
    }
}
