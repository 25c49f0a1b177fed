//! Where the settings of a JWT authenticator stand: in the `--oidc-*` flags, or in the file of
//! `--authentication-config`.

/// What a check is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    IssuerUrl,
    DiscoveryUrl,
    Audiences,
    SigningAlgorithms,
    UsernameClaim,
    GroupsClaim,
    UidClaim,
    Extra,
    ClaimValidationRule(usize),
    UserValidationRules,
}

/// Points at the settings of one authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path of the file; `None`: the flags.
    file: Option<String>,
    index: usize,
}

impl Source {
    /// `origin` is the configuration's: a flag, or the path of a file.
    pub fn new(origin: &str, index: usize) -> Source {
        let file = (!origin.starts_with("--") && !origin.is_empty()).then(|| origin.to_owned());
        Source { file, index }
    }

    /// The setting's name for a person.
    pub fn name(&self, setting: Setting) -> String {
        match &self.file {
            Some(_) => format!("jwt[{}].{}", self.index, field(setting)),
            None => flag(setting).to_owned(),
        }
    }

    /// The pointer for a check.
    pub fn of(&self, setting: Setting) -> String {
        match &self.file {
            Some(path) => format!("apiServer.files {path}#jwt[{}].{}", self.index, field(setting)),
            None => format!("apiServer.args {}", flag(setting)),
        }
    }
}

fn flag(setting: Setting) -> &'static str {
    match setting {
        Setting::IssuerUrl | Setting::DiscoveryUrl => "--oidc-issuer-url",
        Setting::Audiences => "--oidc-client-id",
        Setting::SigningAlgorithms => "--oidc-signing-algs",
        Setting::UsernameClaim => "--oidc-username-claim",
        Setting::GroupsClaim => "--oidc-groups-claim",
        Setting::ClaimValidationRule(_) => "--oidc-required-claim",
        // Only a file can set these.
        Setting::UidClaim | Setting::Extra | Setting::UserValidationRules => "--authentication-config",
    }
}

fn field(setting: Setting) -> String {
    let fixed = match setting {
        Setting::IssuerUrl | Setting::SigningAlgorithms => "issuer.url",
        Setting::DiscoveryUrl => "issuer.discoveryURL",
        Setting::Audiences => "issuer.audiences",
        Setting::UsernameClaim => "claimMappings.username",
        Setting::GroupsClaim => "claimMappings.groups",
        Setting::UidClaim => "claimMappings.uid",
        Setting::Extra => "claimMappings.extra",
        Setting::UserValidationRules => "userValidationRules",
        Setting::ClaimValidationRule(index) => return format!("claimValidationRules[{index}]"),
    };
    fixed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_files_are_told_apart() {
        let flags = Source::new("--oidc-issuer-url", 0);
        assert_eq!(flags.of(Setting::Audiences), "apiServer.args --oidc-client-id");
        assert_eq!(flags.name(Setting::Audiences), "--oidc-client-id");
        let file = Source::new("/etc/authn.yaml", 2);
        assert_eq!(file.name(Setting::IssuerUrl), "jwt[2].issuer.url");
        assert_eq!(
            file.of(Setting::ClaimValidationRule(1)),
            "apiServer.files /etc/authn.yaml#jwt[2].claimValidationRules[1]"
        );
    }
}
